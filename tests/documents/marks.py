"""Seals, and all that is red and no seal. Every mark is an RGBA picture at a given number of dots a millimetre."""
import math

import numpy
from PIL import Image, ImageDraw, ImageFilter

import fonts

RED = (206, 24, 34)
SCALE = 2


def blank(width, height):
    return Image.new("RGBA", (max(4, round(width * SCALE)), max(4, round(height * SCALE))), RED + (0,))


def star(draw, x, y, radius, fill, turn=0.0):
    points = []
    for i in range(10):
        reach = radius if i % 2 == 0 else radius * 0.382
        angle = turn + math.pi * i / 5
        points.append((x + reach * math.sin(angle), y - reach * math.cos(angle)))
    draw.polygon(points, fill=fill)


def glyph_at(image, text, role, size, x, y, turn, ink, narrow=1.0):
    box = round(size * 1.7)
    tile = Image.new("RGBA", (box, box), ink[:3] + (0,))
    ImageDraw.Draw(tile).text((box / 2, box / 2), text, ink, font=fonts.face(role, size), anchor="mm")
    if narrow < 1:
        thin = tile.resize((max(3, round(box * narrow)), box))
        tile = Image.new("RGBA", (box, box), ink[:3] + (0,))
        tile.paste(thin, ((box - thin.width) // 2, 0))
    tile = tile.rotate(-math.degrees(turn), resample=Image.BICUBIC)
    image.alpha_composite(tile, (max(0, round(x - box / 2)), max(0, round(y - box / 2))))


def around(image, text, role, radius, size, ink, span=None, aspect=1.0, bottom=False):
    """Writes along the upper arc, or the lower one."""
    width, height = image.size
    span = span or math.radians(min(285, 25 * max(4, len(text))))
    for index, char in enumerate(text):
        angle = -span / 2 + span * (index / max(1, len(text) - 1))
        if bottom:
            x, y = width / 2 - radius * aspect * math.sin(angle), height / 2 + radius * math.cos(angle)
            glyph_at(image, char, role, size, x, y, -angle * -1, ink)
        else:
            x, y = width / 2 + radius * aspect * math.sin(angle), height / 2 - radius * math.cos(angle)
            glyph_at(image, char, role, size, x, y, angle, ink, 0.75 if len(text) > 14 else 1.0)


def seal(name, diameter, random, aspect=1.0, serial=False):
    """A round or oval seal of an office: ring, star, name, sometimes a serial below."""
    ink = (random.randint(190, 222), random.randint(14, 52), random.randint(24, 58), 255)
    image = blank(diameter * aspect, diameter)
    draw = ImageDraw.Draw(image)
    width, height = image.size
    line = max(2, round(height * random.uniform(0.018, 0.034)))
    draw.ellipse((line, line, width - line, height - line), outline=ink, width=line)
    if random.random() < 0.2:
        gap = round(height * 0.045)
        draw.ellipse((gap + line, gap + line, width - gap - line, height - gap - line), outline=ink, width=max(1, line // 3))
    if aspect == 1.0 or random.random() < 0.5:
        star(draw, width / 2, height / 2, height * random.uniform(0.12, 0.17), ink)
    size = height * min(0.155, 1.3 / max(7, len(name)))
    around(image, name, random.choice(["song", "serif", "kai", "hei"]), height / 2 - line * 2.6 - size * 0.62, size, ink, aspect=aspect)
    if serial:
        digits = str(random.randint(10 ** 12, 10 ** 13 - 1))
        around(image, digits, "hei", height / 2 - line * 2.4 - height * 0.03, height * 0.05, ink, math.radians(95), aspect, True)
    elif random.random() < 0.15:
        draw.text((width / 2, height * 0.72), "专用章" if aspect == 1.0 else "业务专用章", ink, font=fonts.face("song", height * 0.1), anchor="mm")
    image = image.rotate(random.uniform(-14, 14), resample=Image.BICUBIC)
    return pressed(image, random)


def pressed(image, random, strength=None):
    """Uneven ink: blotches of more and less, and dry spots."""
    strength = strength or random.uniform(0.72, 0.98)
    dots = numpy.random.default_rng(random.getrandbits(32))
    width, height = image.size
    coarse = dots.normal(strength, 0.13, (height // 24 + 2, width // 24 + 2))
    field = Image.fromarray(numpy.uint8(numpy.clip(coarse, 0.25, 1) * 255)).resize(image.size, Image.BICUBIC)
    alpha = numpy.asarray(image.getchannel("A"), dtype=numpy.float32) * numpy.asarray(field, dtype=numpy.float32) / 255
    alpha[dots.random(alpha.shape) < 0.02] *= 0.4
    image.putalpha(Image.fromarray(numpy.uint8(alpha)))
    return image.resize((max(2, image.width // SCALE), max(2, image.height // SCALE)), Image.LANCZOS)


def faded(image, share):
    image = image.copy()
    image.putalpha(image.getchannel("A").point(lambda v: int(v * share)))
    return image


# --- what is red and no seal ------------------------------------------------------------------------

def private_seal(name, size, random):
    """A square seal with a person's name, in lines or in relief."""
    image = blank(size, size)
    draw = ImageDraw.Draw(image)
    side = image.width
    relief = random.random() < 0.4
    draw.rectangle((2, 2, side - 3, side - 3), fill=RED + (255,) if relief else None, outline=RED + (255,), width=max(2, side // 22))
    ink = (255, 250, 245, 255) if relief else RED + (255,)
    for index, char in enumerate(name[:4]):
        x, y = (0.72 if index < 2 else 0.28), (0.28 if index % 2 == 0 else 0.72)
        draw.text((side * x, side * y), char, ink, font=fonts.face("kai", side * 0.4), anchor="mm")
    return pressed(image.rotate(random.uniform(-8, 8), resample=Image.BICUBIC, expand=True), random)


def square_office_seal(name, size, random):
    image = blank(size, size)
    draw = ImageDraw.Draw(image)
    side = image.width
    draw.rectangle((2, 2, side - 3, side - 3), outline=RED + (255,), width=max(2, side // 26))
    rows = [name[i:i + 4] for i in range(0, min(16, len(name)), 4)]
    for column, row in enumerate(rows):
        for line, char in enumerate(row):
            draw.text((side * (0.88 - 0.25 * column), side * (0.14 + 0.24 * line)), char, RED + (255,),
                      font=fonts.face("kai", side * 0.2), anchor="mm")
    return pressed(image, random)


def emblem(size, random):
    """A national-emblem-like disc: red field, golden stars, golden ring."""
    image = blank(size, size)
    draw = ImageDraw.Draw(image)
    side = image.width
    gold = (228, 178, 44, 255)
    draw.ellipse((2, 2, side - 3, side - 3), fill=gold)
    draw.ellipse((side * 0.11, side * 0.11, side * 0.89, side * 0.89), fill=RED + (255,))
    star(draw, side / 2, side * 0.36, side * 0.13, gold)
    for i in range(4):
        star(draw, side * (0.27 + 0.155 * i), side * (0.58 if i in (0, 3) else 0.52), side * 0.05, gold)
    draw.rectangle((side * 0.28, side * 0.66, side * 0.72, side * 0.74), fill=gold)
    return image.resize((side // SCALE, side // SCALE), Image.LANCZOS)


def big_star(size, random):
    image = blank(size, size)
    star(ImageDraw.Draw(image), image.width / 2, image.width / 2, image.width * 0.48, RED + (255,))
    return image.resize((image.width // SCALE,) * 2, Image.LANCZOS)


def flag(size, random):
    image = blank(size * 1.5, size)
    draw = ImageDraw.Draw(image)
    width, height = image.size
    draw.rectangle((0, 0, width, height), fill=(222, 28, 32, 255))
    star(draw, width / 6, height / 4, height * 0.15, (255, 222, 0, 255))
    for x, y in ((10, 2), (12, 4), (12, 7), (10, 9)):
        star(draw, width * x / 30, height * y / 20, height * 0.05, (255, 222, 0, 255), 0.4)
    return image.resize((width // SCALE, height // SCALE), Image.LANCZOS)


def disc_logo(size, random):
    """A red disc or a thick ring with a letter in it, as companies have them."""
    image = blank(size, size)
    draw = ImageDraw.Draw(image)
    side = image.width
    if random.random() < 0.5:
        draw.ellipse((4, 4, side - 5, side - 5), fill=RED + (255,))
        ink = (255, 255, 255, 255)
    else:
        draw.ellipse((4, 4, side - 5, side - 5), outline=RED + (255,), width=round(side * 0.13))
        ink = RED + (255,)
    draw.text((side / 2, side / 2), random.choice("CSBG信诚税检"), ink, font=fonts.face("hei", side * 0.42), anchor="mm")
    return image.resize((side // SCALE, side // SCALE), Image.LANCZOS)


def receipt_stamp(name, diameter, random):
    """The stamp of who received a paper: as round and red as a seal, its date between two lines."""
    ink = (random.randint(190, 222), random.randint(14, 52), random.randint(24, 58), 255)
    image = blank(diameter, diameter)
    draw = ImageDraw.Draw(image)
    side = image.width
    line = max(2, round(side * random.uniform(0.014, 0.026)))
    draw.ellipse((line, line, side - line, side - line), outline=ink, width=line)
    apart = random.uniform(0.13, 0.2)
    for share in (0.5 - apart, 0.5 + apart):
        half = math.sqrt(0.25 - (share - 0.5) ** 2) * side - line
        draw.line((side / 2 - half, side * share, side / 2 + half, side * share), ink, line)
    rows = [(0.5 - apart / 2 - 0.22, name, 0.09), (0.5, f"2017.{random.randint(1, 12):02}.{random.randint(1, 28):02}", 0.14),
            (0.5 + apart / 2 + 0.24, random.choice(["收文章", "收文", "收件专用"]), 0.13)]
    for share, text, size in rows:
        draw.text((side / 2, side * share), text, ink, font=fonts.face("song", side * size), anchor="mm")
    return pressed(image.rotate(random.uniform(-20, 20), resample=Image.BICUBIC), random)


def fingerprint(size, random):
    """Ridges of a thumb pressed in red ink."""
    height, width = round(size * 1.25 * SCALE), round(size * SCALE)
    ys, xs = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    x, y = (xs / width - 0.5) * 2, (ys / height - 0.5) * 2
    whorl = numpy.hypot(x * 1.15, y * 0.9 + 0.15) * 9 + 0.35 * numpy.sin(3 * numpy.arctan2(y, x))
    ridges = 0.5 + 0.5 * numpy.cos(2 * math.pi * whorl)
    alpha = numpy.where(numpy.hypot(x, y) < 0.95, ridges, 0) * random.uniform(0.7, 0.95)
    image = Image.new("RGBA", (width, height), RED + (0,))
    image.putalpha(Image.fromarray(numpy.uint8(alpha * 255)))
    return pressed(image.rotate(random.uniform(-40, 40), resample=Image.BICUBIC, expand=True), random)


def photo(width, height, random):
    """A red photograph: a banner, flags, lanterns before a hall."""
    image = Image.new("RGB", (round(width), round(height)), random.choice([(150, 30, 34), (196, 170, 150), (120, 60, 50)]))
    draw = ImageDraw.Draw(image)
    w, h = image.size
    draw.rectangle((0, h * 0.7, w, h), fill=(110, 80, 66))
    draw.rectangle((w * 0.08, h * 0.1, w * 0.92, h * 0.24), fill=(196, 20, 30))
    draw.text((w / 2, h * 0.17), "诚信宣传月活动启动仪式", (250, 226, 90), font=fonts.face("hei", h * 0.08), anchor="mm")
    for _ in range(random.randint(5, 12)):
        x, y, r = random.uniform(0, w), random.uniform(h * 0.25, h * 0.7), random.uniform(h * 0.04, h * 0.13)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=random.choice([(210, 24, 30), (186, 40, 40), (224, 60, 50)]))
        draw.rectangle((x - r * 0.3, y - r * 1.2, x + r * 0.3, y - r * 0.9), fill=(230, 190, 60))
    for _ in range(random.randint(6, 14)):
        x, y = random.uniform(0, w), random.uniform(h * 0.66, h * 0.95)
        draw.rectangle((x - 9, y, x + 9, y + h * 0.2), fill=tuple(random.randint(20, 200) for _ in range(3)))
        draw.ellipse((x - 8, y - 18, x + 8, y), fill=(214, 176, 148))
    return image.filter(ImageFilter.GaussianBlur(1.2)).convert("RGBA")
