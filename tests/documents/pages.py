"""The pages of the benchmark: made from a seed, each with what is true of it.

A page is a dict: name, data (bytes of the file), kind, and of the truth: seal (True, False, or None where the
page is grey and nobody can know), number, title, issuer, legible (a person reads its head without trouble), group.
"""
import random as randoms

from PIL import Image

import marks
import paper
import scanner
import words

LAYOUTS = ["red", "red", "red", "upward", "star", "letter", "black", "bare"]
PEOPLE = ["王建国", "李秀英", "张伟", "陈志明", "刘洋"]


def page_of(name, data, kind, group, seal, truth=None, legible=False):
    truth = truth or {}
    return {"name": name, "data": data, "kind": kind, "group": group, "seal": seal, "legible": legible,
            "number": truth.get("number"), "title": truth.get("title"), "issuer": truth.get("issuer")}


def packed(image, dpi, quality, random, name, group, seal, truth=None, legible=False):
    """As PDF (sometimes with a page size of 72 dpi, as telephones write it), JPEG, PNG or TIFF."""
    form = random.choices(["pdf", "phone-pdf", "jpg", "png", "tif"], [56, 14, 20, 6, 4])[0]
    if form in ("pdf", "phone-pdf"):
        data, ending, kind = scanner.pdf([scanner.jpeg(image, quality)], dpi if form == "pdf" else 72), "pdf", "pdf"
    elif form == "jpg":
        data, ending, kind = scanner.jpeg(image, quality), "jpg", "image"
    elif form == "png":
        data, ending, kind = scanner.png(image), "png", "image"
    else:
        data, ending, kind = scanner.tiff([image]), "tif", "image"
    return page_of(f"{name}.{ending}", data, kind, group, seal, truth, legible)


# --- heads: numbers and titles ----------------------------------------------------------------------

def head(random, name, hard):
    dpi = random.choice([150, 200, 200, 300] if not hard else [120, 150, 200])
    layout = random.choice(LAYOUTS)
    page, truth = paper.first_page(dpi, random, layout)
    way = random.choice(["scan", "scan", "scan", "grey", "photo"] if hard else ["scan", "scan", "scan", "grey"])
    image = page.image
    image = scanner.photograph(image, random) if way == "photo" else scanner.scan(image, random, hard)
    image = scanner.grey(image) if way == "grey" else image
    quality = random.randint(30, 60) if hard else random.randint(50, 90)
    seal = None if way == "grey" else False  # a grey page shows no red
    return packed(image, dpi, quality, random, name, f"head-{way}-{layout}", seal, truth, True)


def headless(random, name):
    page, truth = paper.first_page(200, random, "none")
    image = scanner.scan(page.image, random)
    return packed(image, 200, 70, random, name, "head-none", False, truth, True)


def turned(random, name):
    """Laid into the scanner the wrong way round, or held so by the camera, which says so in EXIF."""
    dpi, degrees = 150, random.choice([90, 180, 270])
    page, truth = paper.first_page(dpi, random, random.choice(["red", "red", "upward"]))
    image = scanner.scan(page.image, random)
    if random.random() < 0.4:
        exif = Image.Exif()
        exif[0x0112] = {90: 6, 180: 3, 270: 8}[degrees]
        image = image.rotate(degrees, expand=True)  # what the sensor saw; EXIF says how to turn it
        return page_of(f"{name}.jpg", scanner.jpeg(image, 75, exif.tobytes()), "image", "turned-exif", False, truth, True)
    image = image.rotate(-degrees, expand=True)
    return page_of(f"{name}.pdf", scanner.pdf([scanner.jpeg(image, 70)], dpi), "pdf", "turned", False, truth, True)


# --- seals ------------------------------------------------------------------------------------------

def sealed(random, name, way):
    dpi = random.choice([100, 150, 150, 200, 200, 300])
    page, office, (x, y) = paper.last_page(dpi, random)
    diameter = random.choice([38, 40, 42, 42, 42, 45, 50])
    aspect = random.choice([1.33, 1.4, 1.5]) if way == "oval" else 1.0
    if way == "oval":
        diameter = random.choice([28, 30])
    mark = marks.seal(office, diameter * dpi / 25.4 / 1, random, aspect, random.random() < 0.4)
    if way == "faded":
        mark = marks.faded(mark, random.uniform(0.3, 0.5))
    if way == "clipped":
        x = random.choice([210 - diameter * 0.18, diameter * 0.2])
    elif way == "bottom":
        y = 297 - diameter * random.uniform(0.15, 0.3)
    page.press(mark, x + random.uniform(-6, 6) * (way != "clipped"), y + random.uniform(-8, 8) * (way != "bottom"), diameter * aspect)
    if way == "under":  # printed over the seal afterwards
        for i in range(4):
            page.draw.text((page.px(x), page.px(y - 12 + 8 * i)), "以上情况属实特此证明", paper.INK, font=page.font("song", 16), anchor="mm")
    if way == "two":
        page.press(marks.seal(words.office(random)[0], diameter * dpi / 25.4, random), x - 62, y + random.uniform(-6, 6), diameter)
    image = page.image
    if way == "rotated":
        image = image.rotate(random.choice([90, 180, 270]), expand=True)
    if way == "photo":
        image = scanner.photograph(image, random, random.uniform(0.03, 0.12))
    else:
        image = scanner.scan(image, random, way in ("faded", "hard"))
    quality = random.randint(30, 45) if way == "hard" else random.randint(40, 90)
    if way == "grey":
        return packed(scanner.grey(image), dpi, quality, random, name, "seal-grey", None)
    return packed(image, dpi, quality, random, name, "seal-" + way, True)


WAYS = ["plain", "plain", "plain", "under", "clipped", "bottom", "rotated", "oval", "two", "hard", "faded", "photo", "photo", "grey"]


# --- no seals ---------------------------------------------------------------------------------------

def lay(page, mark, random, width):
    page.paste(mark, random.uniform(60, 150), random.uniform(150, 240), width)


def unsealed(random, name, what):
    dpi = random.choice([100, 150, 150, 200])
    page, office, (x, y) = paper.last_page(dpi, random)
    dots = dpi / 25.4
    if what == "private":
        for i in range(random.randint(1, 3)):
            page.press(marks.private_seal(random.choice(PEOPLE), random.uniform(14, 24) * dots, random), x - 30 + 28 * i, y, None)
    elif what == "square":
        page.press(marks.square_office_seal(office, 40 * dots, random), x, y, random.uniform(32, 44))
    elif what == "emblem":
        lay(page, marks.emblem(40 * dots, random), random, random.uniform(30, 52))
    elif what == "star":
        lay(page, marks.big_star(40 * dots, random), random, random.uniform(20, 50))
    elif what == "flag":
        lay(page, marks.flag(30 * dots, random), random, random.uniform(40, 90))
    elif what == "logo":
        lay(page, marks.disc_logo(40 * dots, random), random, random.uniform(25, 50))
    elif what == "fingerprint":
        for i in range(random.randint(1, 4)):
            page.press(marks.fingerprint(16 * dots, random), x - 40 + 26 * i, y + random.uniform(-6, 6), None)
    elif what == "received":
        page.press(marks.receipt_stamp(office, 40 * dots, random), random.uniform(150, 175), random.uniform(30, 45), random.uniform(34, 42))
    elif what == "photo":
        lay(page, marks.photo(140 * dots, 90 * dots, random), random, random.uniform(110, 150))
    elif what == "rules":
        for i in range(6):
            page.draw.rectangle((page.px(20), page.px(60 + 30 * i), page.px(190), page.px(60 + 30 * i) + 3), fill=paper.RED)
    elif what == "links":
        for i in range(12):
            page.draw.text((page.px(28), page.px(70 + 12 * i)), "http://www.hsxy.gov.cn/credit/2017/" + str(i), (200, 30, 40), font=page.font("hei", 14), anchor="lm")
            page.draw.line((page.px(28), page.px(74 + 12 * i), page.px(120), page.px(74 + 12 * i)), (200, 30, 40), 2)
    elif what == "table":
        for i in range(9):
            page.draw.rectangle((page.px(25), page.px(60 + 16 * i), page.px(185), page.px(76 + 16 * i)), outline=paper.RED, width=2)
            page.draw.text((page.px(60), page.px(68 + 16 * i)), random.choice(words.TOPICS)[:10], paper.RED, font=page.font("song", 14), anchor="mm")
    elif what == "head":
        page, _ = paper.first_page(dpi, random, random.choice(["red", "star", "letter"]))
    elif what == "circles":  # a red pen drew round something, twice
        for i in range(2):
            r = random.uniform(10, 22)
            cx, cy = random.uniform(50, 160), random.uniform(80, 220)
            page.draw.ellipse((page.px(cx - r * 1.3), page.px(cy - r), page.px(cx + r * 1.3), page.px(cy + r)), outline=(214, 40, 40), width=max(2, page.px(0.7)))
    image = scanner.photograph(page.image, random) if random.random() < 0.2 else scanner.scan(page.image, random, random.random() < 0.3)
    return packed(image, dpi, random.randint(35, 90), random, name, "none-" + what, False)


NEGATIVES = ["private", "square", "emblem", "star", "flag", "logo", "fingerprint", "received", "photo", "rules", "links", "table", "head", "circles"]


def event_photo(random, name):
    image = marks.photo(1280, 960, random).convert("RGB")
    return page_of(f"{name}.jpg", scanner.jpeg(image, 80), "image", "none-scene", False)


# --- on a desk --------------------------------------------------------------------------------------

def desk(random, name, what):
    """A telephone's picture of a sheet on a desk, with much of the desk around it."""
    dpi, truth = random.choice([150, 200]), None
    if what == "head":
        page, truth = paper.first_page(dpi, random, random.choice(["red", "red", "upward", "letter"]))
    else:
        page, office, (x, y) = paper.last_page(dpi, random)
        if what == "seal":
            page.press(marks.seal(office, 42 * dpi / 25.4, random), x, y, random.choice([38, 40, 42, 45]))
        else:
            lay(page, random.choice([marks.emblem, marks.big_star, marks.fingerprint])(40 * dpi / 25.4, random), random, 34)
    image = scanner.on_desk(page.image, random)
    return page_of(f"{name}.jpg", scanner.jpeg(image, random.randint(55, 88)), "image", f"desk-{what}", what == "seal", truth, truth is not None)


# --- habits -----------------------------------------------------------------------------------------

def habit(random, name, what):
    """A form, with a label beside its title; a sheet that was folded along its number."""
    dpi = random.choice([150, 200])
    if what == "creased":
        page, truth = paper.first_page(dpi, random, random.choice(["red", "red", "upward"]))
        image = scanner.creased(page.image, page.px(page.number_y + random.uniform(-2, 2)), random.uniform(30, 80))
    else:
        page, title = paper.form(dpi, random, what == "label")
        image, truth = page.image, {"title": title}
    image = image if what == "blank" else scanner.scan(image, random)
    return packed(image, dpi, random.randint(60, 90), random, name, "habit-" + what, False, truth, True)


# --- the whole set ----------------------------------------------------------------------------------

def recipes(count):
    """(maker, arguments) in the shares of the benchmark; a tenth more are sheets on a desk, and half of that habits."""
    rows = []
    for i in range(count):
        kind = i % 20
        if kind < 7:
            rows.append((head, (kind >= 5,)))
        elif kind == 7:
            rows.append((headless, ()) if i % 40 < 20 else (turned, ()))
        elif kind < 14:
            rows.append((sealed, (WAYS[(i // 20 * 6 + kind) % len(WAYS)],)))
        elif kind < 19:
            rows.append((unsealed, (NEGATIVES[(i // 20 * 5 + kind) % len(NEGATIVES)],)))
        else:
            rows.append((event_photo, ()) if i % 60 < 20 else (turned, ()))
    rows += [(desk, (("seal", "head", "seal", "none")[i % 4],)) for i in range(count // 10)]
    rows += [(habit, (("creased", "blank", "creased", "label")[i % 4],)) for i in range(count // 20)]
    return rows


def make(index, count, seed):
    maker, arguments = recipes(count)[index]
    random = randoms.Random(f"{seed}/{index}")
    return maker(random, f"{index:04d}", *arguments)
