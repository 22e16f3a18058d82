"""What the desk of the demonstration may answer at once."""

from datetime import timedelta
from typing import Final

from directory.models import Category, Guideline, Staff
from records import clock
from visits.demo.people import Cast

FAQ: Final = (
    (
        "停車證補辦",
        "parking",
        (
            "業主持身份證和行駛證到服務中心登記，掛失舊證，工本費 10 元由收費員收取，當場補發。"
            "車輛不在業主名下的，另附使用說明。"
        ),
    ),
    (
        "裝修申請",
        "decorate",
        (
            "提交裝修圖紙、施工單位執照、施工人員證件、消防安全承諾書，繳裝修押金；資料齊全半小時內出證。"
            "施工時間工作日 08:30–12:00、14:00–18:00。"
        ),
    ),
    (
        "管理費繳費",
        "fee",
        "每季首月 20 日前；可在收費台、公眾號或銀行代扣。對帳單有疑問，請引介收費員當面核對。",
    ),
    (
        "門禁卡加辦",
        "card",
        "業主本人或家庭成員憑證件辦理，每戶前三張免費，其後每張 20 元；掛失時同步停用舊卡。",
    ),
    ("快遞代收", "parcel", "代收不超過 48 小時，生鮮不代收；憑取件碼或證件當面簽收，寄存登記本逐件簽字。"),
    (
        "停水通知",
        "consult",
        "計劃停水提前 24 小時張貼並群發；突發停水請先致歉，告知預計恢復時間並安排應急送水。",
    ),
    (
        "放行條辦理",
        "pass",
        "業主憑證件當場開具；租戶須業主本人、委託書、電話或視頻確認，並核對水電物業費。東門崗核對後收回。",
    ),
    (
        "入伙辦理",
        "handover_flat",
        "攜交樓通知書、買賣合同、身份證；先道賀，再核資料，約驗房，問題逐項開整改單並回訪。",
    ),
    (
        "室內維修收費",
        "repair",
        "公共部位免費；戶內屬有償服務，先報價、業主同意再施工。疏通 60 元起，換閥芯 18 元起，材料另計。",
    ),
    ("訪客停車", "parking", "訪客兩小時內免費，其後每小時 3 元，當日封頂 20 元；請業主預約車牌。"),
    ("鑰匙託管", "borrow", "簽託管委託書，主管批准後封存編號；只交指定人，憑證件並兩人在場。"),
    ("物品借用", "borrow", "手推車、人字梯、工具箱當日歸還，登記姓名電話和應還時間；不收押證件。"),
    ("漏水應急", "repair", "先請業主關總閥、斷開潮濕處電源；同步通知工程部到場止水，再約樓上樓下查看。"),
    ("燃氣異味", "help", "請勿開關電器，開窗，人到室外再打電話；立即通知燃氣公司搶修和秩序隊疏散警戒。"),
    (
        "電梯困人",
        "help",
        "通過對講安撫，勿扒門；立即通知維保單位和監控室，十五分鐘內到場，登記每次聯繫時間。",
    ),
    (
        "噪音投訴",
        "neighbour",
        "先致歉並複述，通知秩序隊上門勸阻，半小時內回電；屢勸不改，告知可報警由民警處理。",
    ),
)
RULES: Final = (
    ("首接負責", "誰接待誰負責到底：轉辦、交班、引介都不改變首接人；辦結後及時回訪。"),
    ("不說「不」字", "答覆不得推托。請說：「我馬上為您核實，某時前答覆您。」承諾要把時間留給自己。"),
    ("三聲接聽", "電話響三聲內接聽，先報「您好，天下城服務中心」；請業主先掛。"),
)
NOTICES: Final = (
    ("這是演示中心", "天下城是演示：人名、房號、電話、事項全是虛構，可以隨意試用。正式使用請另建中心。"),
    ("明日 7 棟清洗水箱", "明日 09:00–16:00，7 棟兩個單元停水；已群發短信，行動不便的住戶請主動送水。"),
    ("東門道閘調試", "今日 14:00–16:00 東門單邊放行，請引導車輛走北門。"),
)


def write(cast: Cast, categories: dict[str, Category], by: Staff) -> None:
    """Put answers, rules and today's notices on the desk."""
    today = cast.centre.local(clock.now()).date()
    answers = [(Guideline.Kind.FAQ, title, body, categories[code]) for title, code, body in FAQ]
    rules = [(Guideline.Kind.RULE, title, body, None) for title, body in RULES]
    notices = [(Guideline.Kind.NOTICE, title, body, None) for title, body in NOTICES]
    rows = [
        Guideline(
            centre=cast.centre,
            kind=kind,
            title=title,
            body=body,
            category=category,
            order=order,
            valid_from=today if kind == Guideline.Kind.NOTICE else None,
            valid_until=today + timedelta(days=7) if kind == Guideline.Kind.NOTICE else None,
        )
        for order, (kind, title, body, category) in enumerate([*notices, *answers, *rules], start=1)
    ]
    Guideline.objects.create_signed(rows, by=by, verb="set_up")
