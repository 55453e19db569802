from sample import fill, PERSONAS
from sample.personas import *
from tests.chat import Telegram, Person
SCRIPTS = {
 "new": (NEW_MEMBER, ["/start","/membership","[✍️","[Согласен]","#","[Тимур","[Пропустить]","[Пропустить]","[Пропустить]","[Пропустить]","[✅","[🏋️ Купить","*","[Месяц","*","[✅","*"]),
 "manager": (GYM_MANAGER, ["/start","*"]),
 "buy": (NEW_MEMBER, ["*","[🏋️","*","[","*"]),
 "manager2": (GYM_MANAGER, ["*","[Оплата","*"]),
 "athlete": (ATHLETE, ["/start"]),
 "new3": (NEW_MEMBER, ["*","/schedule","[сегодня","[19:00","*","[Записаться","*"]),
 "coach": (COACH, ["/start","/week","[сегодня","[19:00","*","[Пригласить]","*","[Выбрать","Миронова","*","[","*"]),
}
async def test_explore(telegram):
    telegram.people.load(PERSONAS)
    telegram.desk.db.write_now(fill)
    for name,(who,steps) in SCRIPTS.items():
        p=Person(telegram,who)
        print("=====",name)
        for s in steps:
            if s=="*": print("   |",p.sees.replace("\n"," / ")[:400]); print("   |",p.buttons)
            elif s=="#": await p.shares_contact()
            elif s.startswith("["):
                try: await p.presses(s[1:].rstrip("]"))
                except Exception as e: print("!!",s,repr(e)[:300]); break
            else: await p.says(s)
        print([b["text"] for r in (p.keyboard or {}).get("keyboard",[]) for b in r])
