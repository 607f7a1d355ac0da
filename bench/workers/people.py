"""A roster of made-up workers: names as they are frequent, valid identity numbers and phones, and a
known share of rows with a fault or that stand twice."""

import random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华玉梅建国志红海燕辉鹏春云飞凤玲婷雪"
OCCUPATIONS = ["courier", "rider", "ride-hail-driver", "trucker", "streamer"]
PLATFORMS = [f"平台{number}" for number in range(1, 41)]
STATIONS = 400
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HEADER = "工号,姓名,身份证号,手机号,职业,平台,站点,户籍\n"
BAD, TWICE = 0.016, 0.004


def identity(chance):
    day = f"{chance.randint(1962, 2007)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    body = f"{chance.choice(('3301', '5201', '4101', '5101'))}{chance.randint(1, 9):02}{day}{chance.randint(0, 999):03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS))
    return body + "10X98765432"[total % 11]


def spoilt(chance, cells):
    """One thing wrong that a check can find."""
    kind = chance.randrange(4)
    if kind == 0:
        cells[1] = ""
    elif kind == 1:
        cells[2] = cells[2][:16] + str((int(cells[2][16]) + 1) % 10) + cells[2][17]
    elif kind == 2:
        cells[3] = cells[3][:10]
    else:
        cells[4] = "astronaut"
    return cells


def write(path, rows, seed):
    """Writes the file; answers the phones of good rows, at most 20,000 of them."""
    chance, phones, last = random.Random(seed), [], None
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEADER)
        for number in range(rows):
            draw = chance.random()
            if draw < TWICE and last:
                out.write(last)
                continue
            name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
            phone = str(13_000_000_000 + number)
            station = chance.randrange(STATIONS)
            cells = [f"W{number}", name, identity(chance), phone, chance.choice(OCCUPATIONS),
                     PLATFORMS[station % len(PLATFORMS)], f"第{station}站", f"33010{chance.randint(2, 9)}"]
            if draw < TWICE + BAD:
                out.write(",".join(spoilt(chance, cells)) + "\n")
                continue
            last = ",".join(cells) + "\n"
            out.write(last)
            if len(phones) < 20_000 and chance.random() < 40_000 / rows:
                phones.append(phone)
    return phones
