"""usage: python -m linkage.people FOLDER ROWS SEED

People made up from a seed: rows of five sources, with the errors of real files, and who is who.

people.csv: what the sides read. truth.csv: row and person. Half of the persons stand in one row,
three in ten in two, the others in three or four. Names follow the skew of real ones."""

import csv
import json
import sys
from pathlib import Path

import numpy

SURNAMES = """王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程
苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱
严覃武戴莫孔向汤""".replace("\n", "")
GIVEN = """伟芳娜敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂英华玉萍红娥玲芬燕彩春菊凤洁梅琳素云莲真环雪荣爱妹香月
莺媛瑞凡佳嘉琼勤珍贞莉叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨仪荷丹蓉眉君琴蕊薇
梦岚苑筠柔竹霭凝晓欢霄枫芸菲寒欣滢伊亚宜可姬舒影荔枝思""".replace("\n", "")
SOURCES = ["roster", "platform-a", "platform-b", "transport", "survey"]
COLUMNS = ["unique_id", "source", "surname", "given", "sex", "dob", "phone", "id6", "plate", "area"]
AREAS = 3_000


def skewed(dice, signs, offset, count):
    weights = 1 / (numpy.arange(len(signs)) + offset)
    return dice.choice(len(signs), count, p=weights / weights.sum())


def write(folder, rows, seed):
    """Makes `rows` rows and writes both files."""
    dice = numpy.random.default_rng(seed)
    seen = dice.choice([1, 2, 3, 4], rows, p=[0.5, 0.3, 0.15, 0.05])
    person = numpy.repeat(numpy.arange(rows), seen)[:rows]
    persons = int(person[-1]) + 1
    told = Told(dice, person, persons)
    order = dice.permutation(rows)
    with open(folder / "people.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS)
        out.writerows((number, *told.row(at)) for number, at in enumerate(order.tolist()))
    with open(folder / "truth.csv", "w", encoding="utf-8") as file:
        file.write("unique_id,person\n")
        file.writelines(f"{number},{person[at]}\n" for number, at in enumerate(order.tolist()))


class Told:
    """What each row says of its person."""

    def __init__(self, dice, person, persons):
        rows = len(person)
        chance = lambda share: dice.random(rows) < share  # noqa: E731
        self.chance, self.dice, self.rows = chance, dice, rows
        self.source = dice.integers(0, len(SOURCES), rows)
        self.surname = skewed(dice, SURNAMES, 3, persons)[person]
        self.first = self.mistaken(skewed(dice, GIVEN, 15, persons)[person], 0.025, len(GIVEN))
        self.second = self.mistaken(skewed(dice, GIVEN, 15, persons)[person], 0.02, len(GIVEN))
        two = (dice.random(persons) < 0.85)[person] & ~chance(0.01)
        self.second[~two] = -1
        self.surname[chance(0.002)] = -1
        sex = dice.integers(0, 2, persons)[person]
        self.sex = numpy.where(chance(0.01), 1 - sex, sex)
        year = numpy.clip(dice.normal(1990, 9, persons), 1962, 2008).astype(int)[person]
        self.year = numpy.where(chance(0.007), year + dice.choice([-1, 1, 10], rows), year)
        self.month = self.mistaken(dice.integers(0, 12, persons)[person], 0.007, 12)
        self.day = self.mistaken(dice.integers(0, 28, persons)[person], 0.006, 28)
        self.year[chance(0.03)] = -1
        phone = dice.integers(13_000_000_000, 13_900_000_000, persons)[person]
        changed = dice.integers(13_000_000_000, 13_900_000_000, rows)
        phone = numpy.where(chance(0.15), changed, phone)
        self.phone = self.digit_changed(phone, 0.012, 10_000)
        self.phone[chance(0.02)] = -1
        self.id6 = self.digit_changed(dice.integers(0, 1_000_000, persons)[person], 0.016, 1_000)
        self.id6[chance(0.4)] = -1
        self.plate = dice.integers(0, 1_000_000, persons)[person]
        self.plate[(dice.random(persons) < 0.5)[person] | chance(0.3)] = -1
        self.area = self.mistaken(dice.integers(0, AREAS, persons)[person], 0.2, AREAS)

    def mistaken(self, values, share, limit):
        wrong = self.dice.integers(0, limit, self.rows)
        return numpy.where(self.chance(share), wrong, values)

    def digit_changed(self, values, share, place):
        digit = values // place % 10
        other = values + (self.dice.integers(0, 10, self.rows) - digit) * place
        return numpy.where(self.chance(share), other, values)

    def row(self, at):
        surname, first, second = self.surname[at], self.first[at], self.second[at]
        given = GIVEN[first] + (GIVEN[second] if second >= 0 else "")
        year = self.year[at]
        return (
            SOURCES[self.source[at]],
            SURNAMES[surname] if surname >= 0 else "",
            given if surname >= 0 else "",
            self.sex[at],
            f"{year}{self.month[at] + 1:02}{self.day[at] + 1:02}" if year >= 0 else "",
            self.phone[at] if self.phone[at] >= 0 else "",
            f"{self.id6[at]:06}" if self.id6[at] >= 0 else "",
            f"P{self.plate[at]:06}" if self.plate[at] >= 0 else "",
            self.area[at],
        )


write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
print(json.dumps({"rows": int(sys.argv[2])}))
