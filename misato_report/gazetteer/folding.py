"""One spelling for what is one name, so that names from different papers can be compared.

Only for comparing: what is kept or printed is never folded.
"""

from __future__ import annotations

import re
import unicodedata

# What PDFs give for a letter that is also a radical. NFKC knows the Kangxi radicals, but not these (Unicode,
# EquivalentUnifiedIdeograph).
_RADICALS = (
    "⺅亻 ⺉刂 ⺊卜 ⺋㔾 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺖忄 ⺗㣺 ⺘扌 ⺙攵 ⺛旡 ⺞歺 ⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺨犭 "
    "⺩王 ⺪疋 ⺫罒 ⺬示 ⺭礻 ⺮竹 ⺯糸 ⺱网 ⺲罒 ⺷羊 ⺸羊 ⺹老 ⺻聿 ⺼肉 ⺽臼 ⺾艹 ⺿艹 ⻀艹 ⻁虎 ⻂衤 ⻃西 ⻄西 "
    "⻆角 ⻇角 ⻊足 ⻌辶 ⻍辶 ⻎辶 ⻏阝 ⻑長 ⻒長 ⻕阜 ⻖阝 ⻗雨 ⻘青 ⻝食 ⻞食 ⻟食 ⻡首 ⻣骨 ⻤鬼 ⻨麦 ⻩黄 ⻫斉 "
    "⻭歯 ⻯竜 ⻱亀 ⻲亀"
)
# Old and variant forms that occur in names of places, each before the form it is compared in.
_VARIANTS = (
    "髙高 﨑崎 嵜崎 碕崎 曾曽 龍竜 檜桧 鯵鰺 籠篭 檮梼 濱浜 濵浜 澤沢 邊辺 邉辺 廣広 嶋島 嶌島 蘂蕊 淵渕 渊渕 頸頚 "
    "頴穎 礪砺 蠣蛎 鶯鴬 讚讃 邇迩 籔薮 藪薮 麴麹 壺壷 靱靭 諫諌 舘館 嶽岳 條条 會会 國国 瀧滝 櫻桜 與与 豐豊 "
    "壽寿 圓円 榮栄 嚴厳 惠恵 眞真 靜静 德徳 黑黒 增増 縣県 鄕郷 鄉郷 鷗鴎 荊荆 蘆芦 蘓蘇 劍剣 劔剣 栢柏 桒桑 栁柳 "
    "凾函 舩船 峯峰 埜野 冨富 𠮷吉 圡土 隱隠 淸清 靑青 淨浄 步歩 每毎 靏鶴 鷄鶏 穗穂 稻稲 戶戸 內内 兩両 來来 佛仏 "
    "傳伝 兒児 團団 圖図 單単 變変 數数 總総 齡齢 區区 當当 萬万 號号 實実 學学 齋斎 齊斉 彌弥 瀨瀬 橫横 淺浅 "
    "狹狭 峽峡 鹽塩 濟済 應応 驛駅 關関 灣湾 點点 舊旧 莊荘 燈灯 賴頼 緖緒 祗祇 硏研 髮髪 龜亀 繩縄 藏蔵 壹壱 貳弐 "
    "參参 拂払 獨独 瘦痩 竈竃 繫繋 搔掻 蟬蝉 蠟蝋 醬醤 顚顛 鹼鹸 囎噌 嚙噛 摑掴 潑溌 瀆涜 禱祷 萊莱 蔣蒋 攢攅 桝枡 "
    "齒歯 溪渓 麥麦 黃黄"
)
_ONE_FORM = str.maketrans(
    {pair[0]: pair[1] for pair in f"{_RADICALS} {_VARIANTS}".split()}
    | dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)], "")  # which form of a letter to draw
    | {"ヵ": "カ", "ヶ": "ケ"}
)
# 関が原町, 関ヶ原町: between two Chinese characters that is one sound.
_GA = re.compile(r"(?<=[㐀-鿿])が(?=[㐀-鿿])")


def fold(text: str) -> str:
    """Text in the one form in which names are compared: NFKC, no radicals or variant letters, no blanks."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(_ONE_FORM)
    return _GA.sub("ケ", folded) if "が" in folded else folded
