"""Fonts by the part they play, found through fontconfig."""
import functools
import subprocess

from PIL import ImageFont

FAMILIES = {
    "song": "AR PL UMing CN",
    "serif": "Noto Serif CJK SC,AR PL UMing CN",
    "kai": "AR PL KaitiM GB,AR PL UKai CN",
    "hei": "WenQuanYi Micro Hei",
}


@functools.lru_cache(maxsize=None)
def locate(role):
    answer = subprocess.run(["fc-match", "-f", "%{file}\n%{index}", FAMILIES[role] + ":lang=zh-cn"],
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    path, index = answer.split("\n")
    return path, int(index) & 0xFFFF


@functools.lru_cache(maxsize=256)
def face(role, pixels):
    path, index = locate(role)
    return ImageFont.truetype(path, max(5, int(round(pixels))), index=index,
                              layout_engine=ImageFont.Layout.BASIC)
