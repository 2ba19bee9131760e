"""Scans with letterhead and seal, photos, screenshots: drawn with Pillow."""
import functools
import io
import math
import time

from PIL import Image, ImageDraw, ImageFont

FONT = "wqy-microhei.ttc"  # Debian package fonts-wqy-microhei
DPI = 120
PAGE = (992, 1403)         # A4 at 120 dpi
LINES, COLUMNS, LINE = 26, 26, 38
RED, INK, PAPER = (200, 24, 30), (38, 36, 40), (247, 245, 238)


@functools.lru_cache(maxsize=None)
def font(size):
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


def scanned(title, number, paragraphs, signer, date, sealed, random):
    """The pages of a document as a scanner sees them."""
    body = []
    for text in paragraphs:
        text = "　　" + text
        body += [text[i:i + COLUMNS] for i in range(0, len(text), COLUMNS)]
    first = 14 if number else 20
    chunks = [body[:first]] + [body[i:i + LINES] for i in range(first, len(body), LINES)]
    pages = []
    for index, lines in enumerate(chunks):
        page = Image.new("RGB", PAGE, PAPER)
        draw = ImageDraw.Draw(page)
        y = head(draw, title, number, signer) if index == 0 else 130
        for line in lines:
            draw.text((150, y), line, INK, font=font(26))
            y += LINE
        if index == len(chunks) - 1:
            sign(page, draw, min(y + 30, PAGE[1] - 190), signer, date, sealed)
        pages.append(through_scanner(page, random))
    return pages


def head(draw, title, number, issuer):
    """Red letterhead, document number and red rule, then the title."""
    y = 130
    if number:
        size = min(60, 740 // (len(issuer) + 2))
        draw.text((PAGE[0] / 2, y + 20), issuer + "文件", RED, font=font(size), anchor="mm")
        draw.text((PAGE[0] / 2, y + 110), number, INK, font=font(27), anchor="mm")
        draw.line((140, y + 150, PAGE[0] - 140, y + 150), RED, 4)
        y += 190
    for i in range(0, len(title), 20):
        draw.text((PAGE[0] / 2, y + 24), title[i:i + 20], INK, font=font(34), anchor="mm")
        y += 50
    return y + 24


def sign(page, draw, y, signer, date, sealed):
    centre = PAGE[0] - 330
    draw.text((centre, y), signer, INK, font=font(26), anchor="mm")
    draw.text((centre, y + 50), date, INK, font=font(26), anchor="mm")
    if sealed:
        mark = seal(signer)
        page.paste(mark, (centre - mark.width // 2, y + 20 - mark.height // 2), mark)


@functools.lru_cache(maxsize=None)
def seal(name):
    """A round seal of 42 mm: ring, star, and the name along the upper arc."""
    size = round(42 / 25.4 * DPI)
    scale = 2
    image = Image.new("RGBA", (size * scale, size * scale), RED + (0,))
    draw = ImageDraw.Draw(image)
    middle, ink = size * scale / 2, RED + (215,)
    draw.ellipse((6, 6, size * scale - 6, size * scale - 6), outline=ink, width=11)
    points = [(middle + middle * (0.32 if i % 2 == 0 else 0.125) * math.sin(math.pi * i / 5),
               middle - middle * (0.32 if i % 2 == 0 else 0.125) * math.cos(math.pi * i / 5)) for i in range(10)]
    draw.polygon(points, fill=ink)
    step = min(28.0, 250.0 / max(1, len(name)))
    for index, char in enumerate(name):
        angle = (index - (len(name) - 1) / 2) * step
        glyph = Image.new("RGBA", (64, 64), RED + (0,))
        ImageDraw.Draw(glyph).text((32, 32), char, ink, font=font(44 if step > 17 else 34), anchor="mm")
        glyph = glyph.rotate(-angle, resample=Image.BICUBIC)
        x = middle + middle * 0.76 * math.sin(math.radians(angle))
        y = middle - middle * 0.76 * math.cos(math.radians(angle))
        image.alpha_composite(glyph, (round(x - 32), round(y - 32)))
    return image.resize((size, size), Image.LANCZOS)


def through_scanner(page, random):
    """A slight skew, and grain."""
    page = page.rotate(random.uniform(-0.7, 0.7), resample=Image.BILINEAR, fillcolor=PAPER)
    return grained(page, random, 0.035)


def grained(image, random, strength):
    tile = Image.frombytes("L", (128, 128), random.randbytes(128 * 128))
    grain = Image.new("L", image.size)
    for x in range(0, image.width, 128):
        for y in range(0, image.height, 128):
            grain.paste(tile, (x, y))
    return Image.blend(image, grain.convert("RGB"), strength)


def scene(banner, random):
    """People in front of a building under a red banner."""
    width, height = random.choice([(960, 720), (1024, 640)])
    image = Image.new("RGB", (width, height), random.choice([(168, 196, 224), (214, 205, 190)]))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height * 0.6, width, height), (124, 118, 108))
    for _ in range(6):
        x, tall = random.randrange(width), random.randint(height // 6, height // 2)
        shade = random.randint(140, 200)
        draw.rectangle((x, height * 0.6 - tall, x + width // 6, height * 0.6), (shade, shade, shade - 8))
    for _ in range(random.randint(8, 20)):
        x, y = random.randrange(width), random.randint(int(height * 0.6), height - 60)
        coat = tuple(random.randint(20, 200) for _ in range(3))
        draw.rectangle((x - 14, y, x + 14, y + 66), coat)
        draw.ellipse((x - 10, y - 20, x + 10, y), (214, 176, 148))
    if banner:
        draw.rectangle((width * 0.08, height * 0.12, width * 0.92, height * 0.22), (188, 20, 28))
        size = min(48, int(width * 0.8 / len(banner)))
        draw.text((width / 2, height * 0.17), banner, (255, 236, 120), font=font(size), anchor="mm")
    return grained(image, random, 0.08)


def screenshot(title, lines, random):
    """A page of a web site in a browser of 2017."""
    main = random.choice([(184, 28, 34), (27, 95, 168), (44, 122, 75)])
    image = Image.new("RGB", (1024, 640), (250, 250, 250))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 1024, 36), (222, 227, 234))
    draw.rectangle((0, 36, 1024, 120), main)
    draw.text((40, 78), title, (255, 255, 255), font=font(30), anchor="lm")
    for index, line in enumerate(lines[:18]):
        draw.text((60, 150 + 26 * index), "· " + line, (50, 50, 50), font=font(17))
    return image


def logo(text):
    image = Image.new("RGB", (220, 60), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    draw.ellipse((6, 10, 46, 50), fill=(27, 95, 168))
    draw.text((56, 30), text, (27, 95, 168), font=font(20), anchor="lm")
    return image


def as_jpeg(image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=62)
    return out.getvalue()


def as_png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def as_pdf(pages):
    """Each page one JPEG, as office scanners write it; a fixed date."""
    out = io.BytesIO()
    made = time.struct_time((2017, 11, 15, 9, 30, 0, 2, 319, 0))
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=60,
                  creationDate=made, modDate=made, producer="Scan")
    return out.getvalue()
