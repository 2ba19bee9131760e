"""Neutral official prose, and how people count its characters.

The sentences avoid the words of the tasks (no 承诺, 双公示, 联合惩戒 ...), so that
filler never turns a section on one task into evidence for another.
"""
import re

SENTENCES = """
围绕这项工作，{own}坚持问题导向和目标导向相统一，逐项研究、逐条落实，确保各项要求落到实处。
年初，{own}主要负责同志主持召开专题会议，对这项工作进行了研究部署，提出了明确要求。
为把这项工作落到实处，{own}明确由{office}具体负责，其他科室按照职责分工密切配合。
对照上级要求，{own}把这项工作细化为若干具体内容，逐项明确完成时间和质量标准。
从自查情况看，这项工作总体进展顺利，基本达到了序时进度要求。
同时，{own}主动与兄弟单位沟通衔接，学习借鉴好的做法，不断改进工作方法。
针对存在的薄弱环节，{own}及时查找原因，进行了补充完善。
{office}定期对进展情况进行梳理，发现问题及时提醒，做到件件有着落、事事有回音。
在具体操作上，{own}坚持实事求是，从本单位的职责和业务特点出发，不搞“一刀切”。
今年以来，{own}先后多次进行回头看，对不到位的地方限期整改。
通过一段时间的努力，这项工作取得了阶段性成效，得到了服务对象的认可。
{own}分管负责同志多次听取进展汇报，协调解决了实际困难。
按照先易后难、分步实施的思路，{own}先从基础工作抓起，再逐步向纵深推进。
相关资料由{office}统一收集整理、分类归档，做到资料齐全、手续完备、查阅方便。
为保证工作的连续性，{own}对有关流程进行了规范，形成了比较固定的工作程序。
下属单位结合各自实际作出了具体安排，做到上下联动、同步推进。
从效果来看，有关科室的认识更加清晰，责任更加明确，措施更加有力。
对工作中的重点和难点，{own}实行一事一议，由{office}提出方案后集体研究决定。
各科室按照分工要求，认真对照检查，做到不遗漏、不走样、不打折扣。
对上级反馈的意见，{own}逐条对照、逐项整改，整改情况已按要求留存备查。
为提高工作质量，{own}对涉及的数据和材料实行两级审核，先由经办人核对，再由科室负责人把关。
与上年同期相比，工作量有所增加，{own}通过优化流程、合理调配，保证了按时完成。
遇到政策把握不准的问题，{office}及时向上级主管部门请示，确保依法依规办理。
在时间紧、任务重的情况下，有关同志加班加点，保质保量地完成了各项任务。
对涉及面较广的事项，{own}坚持先行调研、充分论证，防止考虑不周。
今后，{own}将继续按照市里的统一部署，把这项工作做得更细、更实。
对尚未完成的内容，{own}已经排出时间表，力争在年底前全部到位。
""".strip().split("\n")
OFFICES = ["办公室", "政策法规科", "综合科", "业务科"]
# What Word counts as one 字: a CJK character or mark, or a run of anything else.
WORD = re.compile(r"[\u2014-\u2027\u2460-\u24ff\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
                  r"|[^\s\u2014-\u2027\u2460-\u24ff\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")


def paragraphs(own, size, rng, per_paragraph=5):
    """Paragraphs of about `size` characters, no sentence twice in a row of 27."""
    result, pool, written = [], [], 0
    while written < size:
        if not pool:
            pool = rng.sample(SENTENCES, len(SENTENCES))
        sentences = pool[:per_paragraph]
        del pool[:per_paragraph]
        text = ""
        for sentence in sentences:
            if written + len(text) >= size:
                break
            text += sentence.format(own=own, office=rng.choice(OFFICES))
        result.append(text)
        written += len(text)
    return result


def count_chars(text):
    """Characters without white space."""
    return len(re.sub(r"\s", "", text))


def count_words(text):
    """字数 as word processors show it."""
    return len(WORD.findall(text))
