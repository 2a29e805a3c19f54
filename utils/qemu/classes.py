"""Classes of instructions, from their mnemonics as llvm-objdump prints them."""

import re

CLASSES = ("int", "mul", "div", "dsp", "load", "store", "branch", "fp", "vec", "vec_load", "vec_store", "vec_config")
CONDITION = "(eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le|al)?"


def first(name, table, otherwise):
    """Returns the class of the first pattern that the whole name matches."""
    return next((kind for kind, pattern in table if re.fullmatch(pattern, name)), otherwise)


ARM = (
    ("branch", f"(b|bl|bx|blx){CONDITION}|cbn?z|tb[bh]|le|letp|dls(tp)?|wls(tp)?|lctp"),
    ("load", r"ld.*|pop.*|vldmia|vldmdb"),
    ("store", r"st.*|push.*"),
    ("dsp", r"(smla[ds]|smls[dl]|smu[as]d|[su]xt(a)?b16|pkh|[su]?q?h?(add|sub)(8|16)|q(add|sub)|[su]sat16|sel$|"
            r"usad|smlald|smlsld|[su]h?(asx|sax)|q(asx|sax)|sel).*"),
    ("mul", r"(mul|ml[as]|smul|smla|umul|umla|umaal|smm).*"),
    ("div", r"[su]div.*"),
)


def classify_arm(mnemonic, operands):
    name = mnemonic.split(".")[0]
    if not name.startswith("v"):
        return first(name, ARM, "int")
    is_vector = re.search(r"\bq\d", operands) or name in ("vctp", "vpst", "vpnot") or name.startswith("vpt")
    if re.match(r"vld|vpop", name):
        return "vec_load" if is_vector else "load"
    if re.match(r"vst|vpush", name):
        return "vec_store" if is_vector else "store"
    return "vec" if is_vector else "fp"


RISCV = (
    ("vec_config", r"vset.*"),
    ("vec_load", r"vl(\d+r|e\d|se\d|seg|ux|ox|m\.).*|vle\d+.*"),
    ("vec_store", r"vs(\d+r|e\d|se\d|seg|ux|ox|m\.v).*"),
    ("vec", r"v.*"),
    ("load", r"l([bhwd]u?|wsp|dsp|r\..*)|fl[whd](sp)?"),
    ("store", r"s([bhwd]|wsp|dsp|c\..*)|fs[whd](sp)?"),
    ("int", r"fence.*"),
    ("fp", r"f.*"),
    ("mul", r"mul.*"),
    ("div", r"(div|rem).*"),
    ("branch", r"b(eq|ne|lt|ge|gt|le)u?z?|j|jal|jr|jalr|ret|call|tail"),
)


def classify_riscv(mnemonic, operands):
    return first(mnemonic.removeprefix("c."), RISCV, "int")


AARCH64 = (
    ("branch", r"b|bl|br|blr|ret|cbn?z|tbn?z|b\..*"),
    ("fp", r"f.*|[su]cvtf"),
    ("mul", r"(mul|madd|msub|mneg|[su]mull|[su]maddl|[su]msubl|[su]mulh)"),
    ("div", r"[su]div"),
)


def classify_aarch64(mnemonic, operands):
    is_vector = re.search(r"\b(v\d+\.|z\d+|q\d+|p\d+[./,])", operands)
    if mnemonic.startswith("ld"):
        return "vec_load" if is_vector else "load"
    if mnemonic.startswith("st"):
        return "vec_store" if is_vector else "store"
    if is_vector or re.match(r"while|ptrue|pfalse|cnt[bhwd]|inc[bhwd]|dec[bhwd]|rdvl", mnemonic):
        return "vec"
    return first(mnemonic, AARCH64, "int")


CLASSIFIERS = {"arm": classify_arm, "riscv32": classify_riscv, "riscv64": classify_riscv,
               "aarch64": classify_aarch64}
