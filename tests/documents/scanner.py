"""What becomes of a clean page: scanners, copiers, telephones, fax-like JPEG."""
import io
import math

import numpy
from PIL import Image, ImageFilter

TINTS = [(255, 255, 255), (250, 248, 240), (244, 236, 214), (232, 238, 230), (238, 230, 226), (226, 226, 230)]


def dots(random):
    return numpy.random.default_rng(random.getrandbits(32))


def tinted(image, random):
    """Paper that is not white, lit unevenly."""
    pixels = numpy.asarray(image, dtype=numpy.float32) * (numpy.float32(random.choice(TINTS)) / 255)
    height, width = pixels.shape[:2]
    across = numpy.linspace(random.uniform(0.93, 1), random.uniform(0.93, 1), width, dtype=numpy.float32)
    down = numpy.linspace(random.uniform(0.94, 1), random.uniform(0.94, 1), height, dtype=numpy.float32)
    return pixels * (across[None, :] * down[:, None])[..., None]


def noisy(pixels, random, strength):
    pixels = pixels + dots(random).standard_normal(pixels.shape[:2], dtype=numpy.float32)[..., None] * strength
    return Image.fromarray(numpy.uint8(numpy.clip(pixels, 0, 255)))


def scan(image, random, hard=False, skew=None):
    """A sheet on the glass: askew, a little soft, tinted, with grain."""
    turn = random.uniform(-2.5, 2.5) if hard else random.uniform(-1, 1)
    image = image.rotate(skew if skew is not None else turn, resample=Image.BICUBIC, fillcolor=(255, 255, 255))
    image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.1 if hard else 0.7) * image.width / 1654))
    return noisy(tinted(image, random), random, random.uniform(1, 7 if hard else 3.5))


def creased(image, y, depth=70):
    """It was folded along the row `y` of its pixels: a grey line runs through what is printed there."""
    pixels = numpy.asarray(image, dtype=numpy.float32).copy()
    pixels[y:y + max(2, round(image.width / 330))] -= depth
    return Image.fromarray(numpy.uint8(numpy.clip(pixels, 0, 255)))


def grey(image):
    return image.convert("L").convert("RGB")


def perspective(source, target):
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return numpy.linalg.solve(numpy.array(rows, dtype=float), numpy.array(values, dtype=float)).tolist()


def photograph(image, random, margin=0.06, tilt=0.05):
    """The sheet on a desk, seen by a telephone: perspective, shadow, the colour of the lamp."""
    width, height = image.size
    frame = (round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin)))
    away = lambda: random.uniform(-tilt, tilt) * width
    corners = [(width * margin + away(), height * margin + away()), (width * (1 + margin) + away(), height * margin + away()),
               (width * (1 + margin) + away(), height * (1 + margin) + away()), (width * margin + away(), height * (1 + margin) + away())]
    factors = perspective([(0, 0), (width, 0), (width, height), (0, height)], corners)
    desk = Image.new("RGB", frame, random.choice([(118, 86, 58), (92, 96, 104), (160, 140, 112), (66, 56, 50)]))
    sheet = image.transform(frame, Image.PERSPECTIVE, factors, Image.BICUBIC)
    inside = Image.new("L", image.size, 255).transform(frame, Image.PERSPECTIVE, factors)
    desk.paste(sheet, mask=inside)
    pixels = numpy.asarray(desk.filter(ImageFilter.GaussianBlur(0.6 * width / 1240)), dtype=numpy.float32)
    ys, xs = numpy.mgrid[0:frame[1], 0:frame[0]].astype(numpy.float32)
    middle = random.uniform(0.2, 0.8) * frame[0], random.uniform(0.1, 0.8) * frame[1]
    light = 1.03 - 0.34 * numpy.hypot((xs - middle[0]) / frame[0], (ys - middle[1]) / frame[1])
    if random.random() < 0.6:  # the shadow of a hand or of the telephone
        turn = random.uniform(0, math.pi)
        edge = (xs - frame[0] * random.uniform(0.2, 0.8)) * math.cos(turn) + (ys - frame[1] * random.uniform(0.2, 0.8)) * math.sin(turn)
        light = light * (1 - 0.22 / (1 + numpy.exp(-edge / (0.03 * frame[0]))))
    lamp = numpy.float32([1, random.uniform(0.95, 1), random.uniform(0.86, 0.98)])
    return noisy(pixels * light[..., None] * lamp, random, random.uniform(2, 5))


def on_desk(image, random):
    """A whole telephone's picture: the sheet fills half of it, turned, narrower at its far end."""
    width, height = image.size
    fill = random.uniform(0.6, 0.9)
    tall = max(round(height / fill), round(width * 1.03 * 4 / 3))
    wide = round(tall * 3 / 4)
    chance = numpy.random.default_rng(random.randrange(1 << 30))
    desk = numpy.float32(random.choice([(118, 86, 58), (92, 96, 104), (160, 140, 112), (66, 56, 50), (40, 42, 45), (150, 110, 80)]))
    grain = desk + chance.normal(0, 9, (tall // 8, wide // 8, 1))
    picture = Image.fromarray(grain.clip(0, 255).astype("uint8")).resize((wide, tall), Image.BICUBIC)
    middle = wide / 2 + random.uniform(-0.03, 0.03) * wide, tall / 2 + random.uniform(-0.03, 0.03) * tall
    turn, far = math.radians(random.uniform(-6, 6)), random.uniform(0.86, 1)

    def place(x, y):
        away = random.uniform(-0.03, 0.03) * width, random.uniform(-0.03, 0.03) * width
        return (middle[0] + x * math.cos(turn) - y * math.sin(turn) + away[0],
                middle[1] + x * math.sin(turn) + y * math.cos(turn) + away[1])

    corners = [place(-width / 2 * far, -height / 2), place(width / 2 * far, -height / 2),
               place(width / 2, height / 2), place(-width / 2, height / 2)]
    factors = perspective([(0, 0), (width, 0), (width, height), (0, height)], corners)
    inside = Image.new("L", image.size, 255).transform((wide, tall), Image.PERSPECTIVE, factors)
    picture.paste(image.transform((wide, tall), Image.PERSPECTIVE, factors, Image.BICUBIC), mask=inside)
    pixels = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), dtype=numpy.float32)
    ys, xs = numpy.mgrid[0:tall, 0:wide].astype(numpy.float32)
    light = 1.02 - 0.3 * numpy.hypot(xs / wide - random.uniform(0.2, 0.8), ys / tall - random.uniform(0.1, 0.8))
    if random.random() < 0.5:  # the shadow of a hand or of the telephone
        turn = random.uniform(0, math.pi)
        edge = (xs - wide * random.uniform(0.2, 0.8)) * math.cos(turn) + (ys - tall * random.uniform(0.2, 0.8)) * math.sin(turn)
        light = light * (1 - 0.2 / (1 + numpy.exp(-edge / (0.03 * wide))))
    lamp = numpy.float32([1, random.uniform(0.94, 1), random.uniform(0.84, 0.98)])
    return noisy(pixels * light[..., None] * lamp, random, 3)


def jpeg(image, quality, exif=None):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **({"exif": exif} if exif else {}))
    return out.getvalue()


def png(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def tiff(images, compression="tiff_lzw"):
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=compression)
    return out.getvalue()


def pdf(jpegs, dpi):
    """Each JPEG a page, laid down as it is. A dpi of 72 is what telephones' programs write."""
    parts, offsets, kids = [], [], []

    def add(body):
        offsets.append(sum(map(len, parts)) + 9)
        parts.append(b"%d 0 obj\n" % len(offsets) + body + b"\nendobj\n")
        return len(offsets)

    add(b"<</Type/Catalog/Pages 2 0 R>>")
    add(b"")  # the list of pages, filled below
    for data in jpegs:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
        w, h = width * 72 / dpi, height * 72 / dpi
        picture = add(b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
                      b"/Filter/DCTDecode/Length %d>>stream\n" % (width, height, len(data)) + data + b"\nendstream")
        draw = b"q %.2f 0 0 %.2f 0 0 cm /I Do Q" % (w, h)
        content = add(b"<</Length %d>>stream\n" % len(draw) + draw + b"\nendstream")
        kids.append(add(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R/Resources<</XObject<</I %d 0 R>>>>>>"
                        % (w, h, content, picture)))
    parts[1] = b"2 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (len(kids), b" ".join(b"%d 0 R" % k for k in kids))
    out, table = b"%PDF-1.4\n", []
    for part in parts:
        table.append(len(out))
        out += part
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % t for t in table)
    return out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, xref)
