"""Pages of documents, clean as a printer makes them (GB/T 9704-2012), by the millimetre."""
from PIL import Image, ImageChops, ImageDraw

import fonts
import marks
import words

RED = (204, 22, 28)
INK = (26, 26, 28)
NO_START = "，。、；：！？）》”』】"


class Page:
    def __init__(self, dpi, random, height=297.0):
        self.dpi, self.random = dpi, random
        self.image = Image.new("RGB", (self.px(210), self.px(height)), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.y = 37.0  # millimetres
        self.number_y = None
        self.body = random.choice(["song", "serif"])

    def px(self, millimetres):
        return round(millimetres * self.dpi / 25.4)

    def font(self, role, points):
        return fonts.face(role, points * self.dpi / 72)

    def bold(self, xy, text, ink, font, weight, anchor="lm"):
        self.draw.text(xy, text, ink, font=font, anchor=anchor, stroke_width=weight, stroke_fill=ink)

    def centred(self, text, role="song", points=16, ink=INK, weight=0, spacing=0.0):
        font = self.font(role, points)
        if spacing:
            width = sum(font.getlength(c) for c in text) + self.px(spacing) * (len(text) - 1)
            x = (self.image.width - width) / 2
            for char in text:
                self.bold((x, self.px(self.y)), char, ink, font, weight)
                x += font.getlength(char) + self.px(spacing)
        else:
            self.bold((self.image.width / 2, self.px(self.y)), text, ink, font, weight, "mm")

    def letterhead(self, office, ink=RED):
        text = office + "文件"
        points = min(60, 440 / len(text))
        self.y = self.random.uniform(40, 52)
        self.centred(text, self.random.choice(["song", "serif", "serif", "hei", "kai"]), points, ink, self.px(0.35))
        self.y += points * 0.3528 * 0.9 + self.random.uniform(4, 9)

    def number(self, text, layout, signer="张志强"):
        self.number_y = self.y
        points = self.random.choice([14, 15, 16])
        role = self.random.choice(["song", "serif", "serif", "kai"])
        font = self.font(role, points)
        if layout == "upward":
            self.draw.text((self.px(28), self.px(self.y)), text, INK, font=font, anchor="lm")
            self.draw.text((self.px(182), self.px(self.y)), "签发人：" + signer, INK, font=font, anchor="rm")
        elif layout == "right":
            self.draw.text((self.px(182), self.px(self.y)), text, INK, font=font, anchor="rm")
        else:
            self.centred(text, role, points)
        self.y += points * 0.3528 * 0.75 + 2

    def rule(self, ink=RED, star=False):
        y, thick = self.px(self.y), max(1, self.px(self.random.uniform(0.4, 0.9)))
        self.draw.rectangle((self.px(27), y, self.px(183), y + thick), fill=ink)
        if star:
            self.draw.rectangle((self.px(99), y - 3, self.px(111), y + thick + 3), fill="white")
            marks.star(self.draw, self.image.width / 2, y, self.px(4), ink)
        self.y += 13

    def title(self, text):
        points = self.random.choice([20, 22, 22])
        role, per_line = self.random.choice(["song", "serif", "hei"]), 19
        lines = max(1, -(-len(text) // per_line))
        size = -(-len(text) // lines)
        for i in range(0, len(text), size):
            self.centred(text[i:i + size], role, points, INK, self.px(0.12))
            self.y += points * 0.3528 * 1.5
        self.y += 5

    def text(self, paragraph, indent=2, until=262.0):
        font = self.font(self.body, 16)
        em = 16 * 0.3528
        x = 28 + indent * em
        for char in paragraph:
            if x > 182 - em and char not in NO_START:
                x, self.y = 28.0, self.y + em * 1.75
                if self.y > until:
                    return
            self.draw.text((self.px(x), self.px(self.y)), char, INK, font=font, anchor="lm")
            x += em * (0.5 if char.isascii() else 1)
        self.y += em * 1.75

    def folio(self, number, count):
        """The number of the page, below its text."""
        self.y = 272
        self.centred(f"第{number}页 共{count}页", "song", 14)

    def head(self, title, office="黄石市教育局", number="黄教发〔2017〕54号", layout="middle", ink=RED):
        """All of an issued paper down to whom it is addressed to."""
        self.body = "song"
        self.letterhead(office, ink)
        if number:
            self.number(number, layout)
        self.rule(ink)
        self.title(title)
        self.text("各县（市）区人民政府，市直各单位：", 0)

    def sign(self, lines, y=None):
        """Signature and date at the right; returns their middle in millimetres."""
        self.y = y or min(self.y + 12, 255)
        font, middle = self.font(self.body, 16), self.random.uniform(132, 146)
        top = self.y
        for line in lines:
            self.draw.text((self.px(middle), self.px(self.y)), line, INK, font=font, anchor="mm")
            self.y += 10
        return middle, (top + self.y - 10) / 2

    def press(self, mark, x, y, width=None):
        """Lays a mark over the page with its middle at (x, y) millimetres, as ink: what is dark stays dark."""
        if width:
            mark = mark.resize((self.px(width), max(1, round(mark.height * self.px(width) / mark.width))), Image.LANCZOS)
        left, top = self.px(x) - mark.width // 2, self.px(y) - mark.height // 2
        under = self.image.crop((left, top, left + mark.width, top + mark.height))
        layer = Image.new("RGB", mark.size, "white")
        layer.paste(mark, mask=mark.getchannel("A"))
        self.image.paste(ImageChops.multiply(under, layer), (left, top))

    def paste(self, mark, x, y, width):
        mark = mark.resize((self.px(width), max(1, round(mark.height * self.px(width) / mark.width))), Image.LANCZOS)
        self.image.paste(mark, (self.px(x) - mark.width // 2, self.px(y) - mark.height // 2), mark)


DATES = ["2017年11月20日", "2017年9月8日", "二〇一七年十月二十六日", "2016年12月30日"]


def first_page(dpi, random, layout):
    """A first page; returns the page and what stands in its head."""
    office, sign = words.office(random)
    number, title = words.number(random, sign), words.title(random)
    page = Page(dpi, random)
    truth = {"issuer": office, "number": number, "title": title}
    if layout in ("red", "upward", "star"):
        page.letterhead(office)
        page.number(number, "upward" if layout == "upward" else "middle")
        page.rule(star=layout == "star")
    elif layout == "letter":
        page.y = 32
        page.centred(office, "song", min(40, 420 / len(office)), RED, page.px(0.3))
        page.y += 11
        page.rule()
        page.y -= 6
        page.number(number, "right")
        page.y += 8
    elif layout == "black":
        page.letterhead(office, INK)
        page.number(number, "middle")
        page.rule(INK)
    elif layout == "bare":
        page.number(number, "middle")
        page.y += 6
    elif layout == "none":
        truth.update(number=None, issuer=None)
        page.y = 45
    page.title(title)
    page.text("各县（市）区人民政府，市直各单位：", 0)
    for paragraph in words.paragraphs(random, 6):
        if random.random() < 0.25:
            paragraph = f"根据{random.choice(['鄂政发', '国发', '黄政发'])}〔{random.choice([2014, 2016])}〕{random.randint(1, 60)}号文件精神，" + paragraph
        if page.y > 245:
            break
        page.text(paragraph)
    return page, truth


FORMS = ["信用信息联络员登记表", "守信联合激励对象审批表", "诚信市场创建申报表"]


def form(dpi, random, label=False):
    """A title above a table in a frame, and perhaps a round label beside it; returns the page and its title."""
    page, title = Page(dpi, random), random.choice(FORMS)
    page.y = 40
    page.centred(title, "song", 22, INK, 1)
    if label:
        page.draw.ellipse((page.px(150), page.px(22), page.px(178), page.px(50)), fill=(80, 80, 84))
    for i, cell in enumerate(["姓名", "职务", "单位", "联系电话", "主要事迹", "单位意见", "主管部门"]):
        top, bottom, font = page.px(55 + 30 * i), page.px(85 + 30 * i), page.font("song", 16)
        page.draw.rectangle((page.px(25), top, page.px(185), bottom), outline=INK, width=page.px(0.5))
        page.draw.line((page.px(60), top, page.px(60), bottom), INK, page.px(0.5))
        page.draw.text((page.px(42), page.px(70 + 30 * i)), cell, INK, font=font, anchor="mm")
        page.draw.text((page.px(66), page.px(70 + 30 * i)), words.SENTENCES[i % len(words.SENTENCES)][:18], INK, font=font, anchor="lm")
    return page, title


def last_page(dpi, random):
    """A page that ends in a signature and a date; returns it and where a seal belongs."""
    office, _ = words.office(random)
    page = Page(dpi, random)
    for paragraph in words.paragraphs(random, random.randint(1, 5)):
        if page.y < 190:
            page.text(paragraph, until=205)
    place = page.sign([office, random.choice(DATES)])
    return page, office, place
