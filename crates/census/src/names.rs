//! Names, as often as they are: surnames with their share of the people, given names by sex and age.

use crate::dice::{Dice, sums};

/// Surnames and how many of ten thousand people have them (rounded from the register's published
/// order; together about 88 %).
const SURNAMES: &[(&str, usize)] = &[
    ("王", 720),
    ("李", 718),
    ("张", 680),
    ("刘", 530),
    ("陈", 450),
    ("杨", 310),
    ("黄", 220),
    ("赵", 215),
    ("吴", 200),
    ("周", 200),
    ("徐", 145),
    ("孙", 142),
    ("马", 130),
    ("朱", 125),
    ("胡", 125),
    ("郭", 115),
    ("何", 112),
    ("林", 110),
    ("罗", 105),
    ("高", 105),
    ("郑", 93),
    ("梁", 85),
    ("谢", 78),
    ("宋", 76),
    ("唐", 72),
    ("许", 68),
    ("韩", 66),
    ("邓", 62),
    ("冯", 60),
    ("曹", 58),
    ("彭", 56),
    ("曾", 55),
    ("肖", 54),
    ("田", 53),
    ("董", 52),
    ("潘", 48),
    ("袁", 47),
    ("蔡", 46),
    ("蒋", 45),
    ("余", 45),
    ("于", 44),
    ("杜", 43),
    ("叶", 42),
    ("程", 42),
    ("魏", 41),
    ("苏", 41),
    ("吕", 40),
    ("丁", 39),
    ("任", 37),
    ("卢", 36),
    ("姚", 35),
    ("沈", 35),
    ("钟", 34),
    ("姜", 34),
    ("崔", 33),
    ("谭", 33),
    ("陆", 32),
    ("范", 31),
    ("汪", 31),
    ("廖", 30),
    ("石", 29),
    ("金", 29),
    ("韦", 28),
    ("贾", 28),
    ("夏", 27),
    ("付", 27),
    ("方", 26),
    ("邹", 26),
    ("熊", 25),
    ("白", 25),
    ("孟", 24),
    ("秦", 24),
    ("邱", 23),
    ("侯", 23),
    ("江", 22),
    ("尹", 22),
    ("薛", 21),
    ("闫", 21),
    ("段", 20),
    ("雷", 20),
    ("龙", 19),
    ("黎", 19),
    ("史", 18),
    ("陶", 18),
    ("贺", 17),
    ("毛", 17),
    ("郝", 16),
    ("顾", 16),
    ("龚", 15),
    ("邵", 15),
    ("万", 14),
    ("覃", 14),
    ("武", 13),
    ("钱", 13),
    ("戴", 12),
    ("严", 12),
    ("莫", 12),
    ("孔", 11),
    ("向", 11),
    ("常", 11),
    ("汤", 10),
    ("康", 10),
    ("易", 10),
    ("乔", 9),
    ("赖", 9),
    ("文", 9),
    ("施", 8),
    ("洪", 8),
    ("辛", 7),
    ("柯", 7),
    ("庄", 7),
    ("温", 6),
    ("牛", 6),
    ("樊", 6),
    ("葛", 6),
    ("邢", 5),
    ("安", 5),
    ("齐", 5),
    ("梅", 4),
    ("倪", 4),
    ("祝", 4),
    ("左", 3),
    ("欧阳", 8),
    ("司马", 1),
    ("上官", 1),
];

/// Characters of men's and women's names, the commonest first.
const MEN: &str = "伟强军杰勇涛明超刚平辉鹏华飞建志国文海波斌宇浩凯健俊峰龙林阳东成亮磊洋宏永庆春德福\
                   金光荣新兴学良友才坤旭博晨昊泽轩子天一思睿嘉家豪铭远航瑞祥立世安民生忠义全胜利根宝";
const WOMEN: &str = "丽敏静艳娟霞芳娜秀英玲燕红梅兰玉桂华萍婷雪琴莉慧颖琳晶欣怡佳梦琪雨子思涵诗雅洁倩\
                     春花香云凤珍翠美爱月素巧银彩小晓冬秋楠珊丹妮蓉瑶璐菲薇";
/// Whole given names that were in fashion, for births before 1985 and after 1995.
const OLD_MEN: &[&str] = &["建国", "建军", "志强", "国强", "卫东", "永强", "志刚", "海军", "建华"];
const OLD_WOMEN: &[&str] = &["秀英", "桂英", "秀兰", "玉兰", "桂兰", "小红", "春梅", "丽华"];
const YOUNG_MEN: &[&str] = &["浩然", "子轩", "俊杰", "子豪", "宇航", "家豪", "鑫", "文博", "志豪"];
const YOUNG_WOMEN: &[&str] = &["欣怡", "梦琪", "佳怡", "雨欣", "思雨", "婷婷", "雨婷", "佳慧"];

/// Characters that sound the same.
const SOUNDS: &[&str] = &[
    "伟维玮威",
    "建健剑",
    "军君钧",
    "华桦骅",
    "丽莉俐",
    "敏民闵",
    "静婧靖",
    "磊雷蕾",
    "洋阳扬杨",
    "勇永咏",
    "艳燕雁彦",
    "杰洁捷",
    "涛韬",
    "明铭鸣",
    "超朝",
    "秀绣",
    "霞侠",
    "平萍苹",
    "刚钢",
    "桂贵",
    "英瑛樱",
    "玲凌灵",
    "芳方",
    "红宏洪鸿",
    "辉晖",
    "慧惠",
    "鹏朋",
    "飞菲",
    "梅玫",
    "文雯",
    "志智致",
    "春椿",
    "兰岚",
    "玉钰",
    "婷亭",
    "欣新鑫",
    "宇羽雨",
    "浩昊皓",
    "轩萱",
    "晨辰",
    "佳嘉家",
    "思斯",
    "子梓紫",
    "陈程",
    "章张",
    "徐许",
    "付傅",
    "肖萧",
    "闫阎",
    "于余俞",
    "刘柳",
];

/// Who is called what, drawn quickly.
pub struct Names {
    surnames: Vec<usize>,
    men: (Vec<char>, Vec<usize>),
    women: (Vec<char>, Vec<usize>),
}

impl Names {
    pub fn new() -> Self {
        Self {
            surnames: sums(SURNAMES.iter().map(|(_, share)| *share)),
            men: falling(MEN),
            women: falling(WOMEN),
        }
    }

    pub fn surname(&self, dice: &mut Dice) -> &'static str {
        SURNAMES.get(dice.by_sums(&self.surnames)).map_or("王", |(name, _)| *name)
    }

    /// A given name for somebody born in `year`; `generation` is a character that brothers and
    /// sisters share.
    pub fn given(
        &self,
        dice: &mut Dice,
        is_woman: bool,
        year: i16,
        generation: Option<char>,
    ) -> String {
        let (chars, sums) = if is_woman { &self.women } else { &self.men };
        let mut one = || chars.get(dice.by_sums(sums)).copied().unwrap_or('一');
        let (first, second) = (one(), one());
        if let Some(generation) = generation {
            return [generation, first].iter().collect();
        }
        let fashion = match (is_woman, year) {
            (false, ..1985) => OLD_MEN,
            (true, ..1985) => OLD_WOMEN,
            (false, 1996..) => YOUNG_MEN,
            (true, 1996..) => YOUNG_WOMEN,
            _ => &[],
        };
        if !fashion.is_empty() && dice.hits(600) {
            return dice.pick(fashion).to_owned();
        }
        if dice.hits(1_500) { first.to_string() } else { [first, second].iter().collect() }
    }
}

/// The characters of a text with weights that fall with their place, as Zipf found.
fn falling(text: &str) -> (Vec<char>, Vec<usize>) {
    let chars: Vec<char> = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let weights = (0..chars.len()).map(|place| 100_000 / (place + 5));
    let weights = sums(weights);
    (chars, weights)
}

/// Another character that sounds the same, when there is one.
pub fn homophone(dice: &mut Dice, sign: char) -> Option<char> {
    let group = SOUNDS.iter().find(|group| group.contains(sign))?;
    let others: Vec<char> = group.chars().filter(|other| *other != sign).collect();
    Some(dice.pick(&others))
}

/// Any character of a name.
pub fn any_character(dice: &mut Dice) -> char {
    let all: Vec<char> = MEN.chars().filter(|sign| !sign.is_whitespace()).collect();
    dice.pick(&all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn few_surnames_cover_most_and_names_repeat_as_they_do() {
        let (names, mut dice) = (Names::new(), Dice::new(1));
        let mut counts: HashMap<String, usize> = HashMap::new();
        for _ in 0..20_000 {
            *counts.entry(names.surname(&mut dice).to_owned()).or_default() += 1;
        }
        let mut shares: Vec<usize> = counts.values().copied().collect();
        shares.sort_unstable_by(|a, b| b.cmp(a));
        assert!(shares[..5].iter().sum::<usize>() > 6_000, "{:?}", &shares[..5]);
        let mut whole: HashMap<String, usize> = HashMap::new();
        for _ in 0..20_000 {
            let name = names.surname(&mut dice).to_owned();
            *whole.entry(name + &names.given(&mut dice, false, 1990, None)).or_default() += 1;
        }
        let shared: usize = whole.values().filter(|count| **count > 1).sum();
        assert!(shared > 5_000, "{shared} of 20,000 share their name with somebody");
        assert_ne!(homophone(&mut dice, '伟'), Some('伟'));
    }
}
