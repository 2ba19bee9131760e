"""Photographs of events: what the banner on them says is all that anybody can read there."""
import io
import json
import random
import subprocess
import sys

import pytest
from PIL import Image, ImageDraw
from test_documents import mail_of

from house import BUILD, RELEASE, ROOT, House

sys.path.insert(0, str(ROOT / "tests" / "sample"))
import pictures  # noqa: E402

RED, BLUE, GREEN, GREY = (190, 18, 30), (32, 66, 134), (20, 110, 60), (120, 120, 122)
YELLOW, WHITE = (255, 230, 110), (250, 250, 250)
SIZE = (1600, 1200)
# name: rows of the banner, its ground, its letters, degrees that it hangs askew, pixels of the picture's width
PHOTOS = {
    "red": (["诚信兴商宣传月启动仪式"], RED, YELLOW, 0, 1600),
    "blue": (["诚信收粮放心卖粮"], BLUE, WHITE, 2, 1600),
    "green": (["世界水日诚信用水宣传"], GREEN, WHITE, -2, 1600),
    "rows": (["黄石市农业局诚信农资", "进村入户宣传活动"], RED, YELLOW, 1, 1600),
    "small": (["平安诚信旅馆授牌"], RED, WHITE, -1, 1024),
    "grey": (["诚信市民评选活动"], GREY, WHITE, 0, 1600),
    "none": ([], None, None, 0, 1600),
}


def banner(rows, ground, letters):
    image = Image.new("RGBA", (1240, 60 + 90 * len(rows)), ground)
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(rows):
        draw.text((620, 75 + 90 * number), row, letters, font=pictures.font(64), anchor="mm")
    return image


def photo(rows, ground, letters, askew, width):
    image = pictures.scene("", random.Random(repr(rows))).resize(SIZE)
    if rows:
        hung = banner(rows, ground, letters).rotate(askew, expand=True, resample=Image.Resampling.BICUBIC)
        image.paste(hung, (180, 130), hung)
    image = image.resize((width, width * SIZE[1] // SIZE[0]), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    pictures.grained(image, random.Random(1), 0.05).save(data, "JPEG", quality=80)
    return data.getvalue()


@pytest.fixture(scope="module")
def photos():
    return [(f"{name}.jpg", photo(*how)) for name, how in PHOTOS.items()]


@pytest.fixture(scope="module")
def described(photos, tmp_path_factory):
    path = tmp_path_factory.mktemp("photos") / "mail.eml"
    path.write_bytes(mail_of(photos))
    done = subprocess.run([BUILD / "baosong-reader", path], capture_output=True, check=True)
    return {file["name"].partition(".")[0]: file for file in json.loads(done.stdout)["files"]}


@pytest.mark.parametrize("name", ["red", "blue", "green", "rows", "small"])
def test_banner_is_read(described, name):
    file = described[name]
    assert file["title"] == "".join(PHOTOS[name][0])
    assert file["text"] == file["title"] and file["document_number"] is None


@pytest.mark.parametrize("name", ["grey", "none"])
def test_nothing_is_read_where_nothing_stands(described, name):
    assert described[name]["title"] == ""


def home_page():
    """A web site with its name on a blue bar, a menu, a large photograph, and links below."""
    image = Image.new("RGB", (1366, 900), "white")
    draw = ImageDraw.Draw(image)
    draw.text((20, 15), "http://www.hbj.gov.cn/", "black", font=pictures.font(16))
    draw.rectangle((0, 40, 1366, 130), BLUE)
    draw.text((60, 85), "黄石市环境保护局", WHITE, font=pictures.font(48), anchor="lm")
    for number, entry in enumerate(["首页", "信用环保", "政务公开", "红黑名单", "双公示", "办事服务"]):
        draw.text((60 + number * 200, 155), entry, "black", font=pictures.font(22), anchor="lm")
    image.paste(pictures.scene("", random.Random(3)).resize((1366, 500)), (0, 190))
    draw.text((60, 760), "友情链接：信用中国 信用湖北 信用黄石", "black", font=pictures.font(22))
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def test_name_of_a_site_is_not_all_that_its_page_says(tmp_path):
    """A bar on a web page looks like a banner: the rest of the page is read, too, where it may count."""
    assert filed(tmp_path, [("网站专栏.png", home_page())])["网站专栏.png"] == [("C7", "sure"), ("C8", "sure")]


def filed(folder, files):
    """{path: [(task, state)]} of a mail of the environment's office."""
    mailbox = folder / "Maildir"
    for name in ("cur", "new", "tmp"):
        (mailbox / name).mkdir(parents=True)
    (mailbox / "new" / "1511226000.M1.test").write_bytes(mail_of(files, "市环保局信用材料"))
    house = House(folder, RELEASE).configure([{"url": f"maildir:{mailbox}"}])
    house.once()
    return {file["path"]: [(match["task"], match["state"]) for match in file["matches"]]
            for file in house.ask("messages")[0]["files"]}


def test_event_in_the_name_of_credit_is_filed(photos, tmp_path):
    """A nameless photo, of which only the slogan tells that it is one of credit publicity."""
    named = dict(photos)
    files = filed(tmp_path, [("IMG_20170926_101512.jpg", named["blue.jpg"]),
                             ("IMG_20170601_101530.jpg", named["none.jpg"])])
    assert files["IMG_20170926_101512.jpg"] == [("C9", "sure")]
    assert "sure" not in [state for _, state in files["IMG_20170601_101530.jpg"]]
