"""How texts say things: who said it, with which certainty, and without a verdict.

Four rules, each of which a reader can apply by hand:

* **attribution**: a text that tells what happened says who says so, in its first
  sentence ("according to …", "the institute reports …");
* **mixed**: one sentence gives a likelihood ("likely") or a confidence ("moderate
  confidence"), never both, because they answer different questions;
* **wrongdoing**: a word of guilt ("smuggled", "illegal") stands in quotation marks, or
  in a sentence that says whose word it is;
* **certain**: a word that vouches for a fact ("clearly", "proves") stands in quotation
  marks or beside a speaker too.

What stands in quotation marks is somebody's own word and is never looked at. The rules
read words, not meanings: they find careless sentences, and cannot find every one.

>>> [one.rule for one in findings("The port received 300 containers.", "en")]
['attribution']
>>> findings("According to the institute, the port received 300 containers.", "en")
[]
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import Problem

if TYPE_CHECKING:
    from geo.atlas import Atlas

__all__ = ["ATTRIBUTED", "RULES", "Finding", "check_wording", "findings"]

RULES: dict[str, str] = {
    "attribution": "says what happened without saying who says so",
    "mixed": "gives a likelihood and a confidence in one sentence",
    "wrongdoing": "holds a word of guilt that nobody is named for",
    "certain": "vouches for a fact that a speaker is to answer for",
}
"""What each rule finds, to follow the name of a text."""

_HELP = {
    ("attribution", "en"): "begin with 'According to …', or name who reports it",
    ("attribution", "fr"): "commencer par « Selon … », ou nommer qui le rapporte",
    ("mixed", "en"): "make two sentences, one for each",
    ("mixed", "fr"): "faire deux phrases, une pour chacun",
    ("wrongdoing", "en"): "quote it, name the speaker, or use a neutral word",
    ("wrongdoing", "fr"): "citer, nommer le locuteur, ou choisir un mot neutre",
    ("certain", "en"): "leave it out, quote it, or name the speaker",
    ("certain", "fr"): "l'omettre, le citer, ou nommer le locuteur",
}

_BETTER = {
    "smuggled": "moved unreported", "smuggling": "unreported trade", "illegal": "barred by …",
    "illegally": "against …", "illicit": "barred by …", "unlawful": "barred by …",
    "guilty": "named by …", "proves": "shows, according to …", "clearly": "according to …",
    "obviously": "according to …", "undoubtedly": "according to …", "proof": "evidence",
    "trafficking": "trade", "stolen": "said to be stolen", "theft": "reported theft",
    "illégal": "interdit par …", "illégale": "interdite par …", "illicite": "interdit par …",
    "contrebande": "commerce non déclaré", "coupable": "mis en cause par …",
    "prouve": "montre, selon …", "évidemment": "selon …", "manifestement": "selon …",
    "vol": "vol rapporté",
}  # fmt: skip
"""The nearest better word, where there is one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a text says badly."""

    rule: str
    """A key of :data:`RULES`."""
    word: str
    """The word that is meant, as it stands; empty if one is missing."""
    sentence: str
    better: str
    """A better word, or what to do."""


# Who says so ----------------------------------------------------------------------------

_SAYING = {
    "en": (
        r"according to|as (?:relayed|reported|told|described|printed|stated|named|inferred)"
        r"|as \w+ (?:relays|reports|tells|states|says|infers|names|dates) (?:it|them)"
        r"|documents? \d{3}|as \w+ (?:relays|reports|states|says|infers)"
        r"|by (?:some|its own) accounts?|relay(?:s|ed|ing)|reported(?:ly)?|reports?"
        r"|in (?:its|his|her|their) words|sa(?:ys?|id)"
        r"|stat(?:es|ed) that|writ(?:es|e)|wrote|cit(?:es?|ed)|quot(?:es?|ed)|alleg(?:es?|ed)"
        r"|argues?|argued|den(?:y|ies|ied)|announce[sd]?|declared?s?|assess(?:es|ed)?"
        r"|list files|sanctions lists?|estimate[sd]|conclude[sd]?|believe[sd]?|asserts?|asserted|claimed|accuse[sd]?"
    ),
    "fr": (
        r"selon|d['’]après|relay\w+|rapport(?:e|ent|é|és|ée|ées|ait)|aux? dires d\w+"
        r"|documents? \d{3}|f(?:ait|ont) (?:état|savoir)"
        r"|di(?:t|sent|sant)|déclar(?:e|ent|é|ait)|affirm(?:e|ent|é|ant)|juge(?:nt|ait)?|estim(?:e|ent|ait)"
        r"|écri(?:t|vent|vait)|soutien(?:t|nent)|cit(?:e|ent|é|ée|és|ées|ant)|dément(?:ent)?|ni(?:e|ent)"
        r"|fichiers de l['’]OFAC|listes? de sanctions|indiqu(?:e|ent|ait) que|annonc(?:e|ent|é)|conclu(?:t|ent)|préten(?:d|dent)|accus(?:e|ent)|croi(?:t|ent)"
    ),
}
"""Words that name a source wherever they stand."""

_SPEAKING = {
    "en": (
        r"names?|named|lists|listed|gives|gave|puts?|counts?|counted|calls?|called"
        r"|judges?|judged|supposes?|thinks?|thought|reckons?|reads?|sees?|saw|finds?|found"
        r"|holds?|held|describes?|described|notes?|noted|adds?|added|tells?|told|states"
        r"|rejects?|rejected|dismiss(?:es|ed)?|confirms?|confirmed|warns?|warned|expects?"
        r"|expected|fears?|feared|infers?|inferred|suggests?|suggested|estimates?"
        r"|identif(?:y|ies|ied)|credits?|introduces?|recalls?|records?|mentions?|mentioned"
        r"|prints?|printed|speaks?|spoke|stress(?:es|ed)?|treats|models|places|dates"
        r"|compares?|express(?:es|ed)?|asks?|asked|claims?|predicts?|forecasts?|doubts?"
        r"|wonders?|hopes?|urges?|urged|remarks?|implies|implied|traces?|traced"
        r"|tracks?|tracked|tall(?:y|ies)|spots?|publish(?:es|ed)?|shows?|showed"
        r"|attributes?|attributed|links?|linked|leaves?|sums? up|offers?|repeats?|repeated"
        r"|explains?|relates?|reasons?|characterises?|presents?|presented|reproduces?"
        r"|reproduced|reasons|locates?|located|sets|cannot confirm|could not confirm"
    ),
    "fr": (
        r"indiqu\w+|signal\w+|not(?:e|ent|é)|ajout\w+|suppos\w+|pens\w+|voi(?:t|ent)|a vu|ont vu"
        r"|li(?:t|sent)|appel\w+|nomm\w+|qualifi\w+|décri\w+|dénombr\w+|compt\w+|chiffr\w+"
        r"|évalu\w+|donn(?:e|ent|ait|é)|rejet\w+|confirm\w+|averti\w*|crai\w+|atten\w+"
        r"|dédui\w+|sugg[èé]r\w+|identifi\w+|attribu\w+|présent(?:e|ent|é|ée)|rappel\w+"
        r"|mentionn\w+|inscri\w+|imprim\w+|parl\w+|insist\w+|soulign\w+|tien\w+|trait\w+"
        r"|modélis\w+|situ(?:e|ent|é)|dat(?:e|ent|é)|compar\w+|exprim\w+|demand\w+|prévoi\w+"
        r"|prédi\w+|dout\w+|souhait\w+|remarqu\w+|laiss\w+|évoqu\w+|repren\w+|repris\w*"
        r"|retien\w+|rel[èe]v\w+|recens\w+|précis\w+|publi\w+|montr\w+|constat\w+|observ\w+"
        r"|rep[èé]r\w+|suit|suiv\w+|mesur\w+|list\w+|énumèr\w+|place(?:nt)?|témoign\w+"
        r"|reconn\w+|désign\w+|reprodui\w+|confon\w+|apparaî\w+|entrent|expliqu\w+|raconte|f(?:ait|ont)"
        r"|relat\w+|reli(?:e|ent)|table(?:nt)?|interpr[èe]t\w+|consid[èé]r\w+|raisonn\w+|caractéris\w+|ne peu\w+ confirmer|appell\w+|m(?:et|ettent)"
    ),
}
"""Words that name a source only near the beginning, after the name of a speaker: "RUSI
counts 64 runs"."""

_NEAR_WORDS = 10
# Certainty ------------------------------------------------------------------------------

_LIKELY = {
    "en": r"(?:un)?likely|probabl[ey]|improbable|almost certain(?:ly)?|roughly even|likelihood|probability|odds",
    "fr": r"(?:im)?probables?|(?:im)?probablement|(?:in)?vraisemblable(?:ment|s)?|quasi[- ]certaine?s?|probabilité|chances",
}
_CONFIDENT = {
    "en": r"(?:low|moderate|medium|high|some|full|great) confidence|with confidence|confident(?:ly)?|confidence level",
    "fr": r"confiance (?:faible|modérée|moyenne|élevée|forte)|(?:faible|grande|forte|pleine) confiance|avec confiance|degré de confiance|niveau de confiance",
}
_GUILT = {
    "en": r"illegal(?:ly)?|illicit(?:ly)?|unlawful(?:ly)?|smuggl\w+|guilty?|culpable|crimes?|criminal\w*|traffick\w+|launder\w*|stolen|thefts?|fraud\w*|complicit\w*|accomplices?|culprits?|perpetrat\w+",
    "fr": r"illéga(?:l|le|les|ux|lement)|illicites?|contreband\w+|coupables?|culpabilité|crimes?|criminel\w*|trafics? d['’](?:armes|influence)|trafiquants?|blanchi\w+|volée?s|dérob\w+|fraud\w+|complices?|complicité",
}
_CERTAIN = {
    "en": r"clearly|obviously|undoubtedly|undeniabl[ey]|unquestionabl[ey]|evidently|of course|prove[sn]?|proof|proves|it is a fact|in truth",
    "fr": r"clairement|évidemment|indubitablement|incontestable\w*|indéniable\w*|manifestement|bien sûr|prouve(?:nt)?|avérée?s?|à l['’]évidence|il est certain",
}


def _compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        lang: re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE)
        for lang, pattern in patterns.items()
    }


_WHO, _VERB = map(_compiled, (_SAYING, _SPEAKING))
_LIKELIHOOD, _CONFIDENCE = map(_compiled, (_LIKELY, _CONFIDENT))
_VERDICT, _VOUCHING = map(_compiled, (_GUILT, _CERTAIN))
_QUOTED = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|‘[^’]*’|‹[^›]*›")
_ENDS = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Þ0-9“«\"])")


def findings(text: str, lang: str, *, tells: bool = True) -> list[Finding]:
    """What ``text`` says badly, in the order of its sentences.

    Parameters
    ----------
    text
        One or more sentences, or a title.
    lang
        ``en`` or ``fr``.
    tells
        Whether the text tells what happened, and so must say who says so; a label or a
        title need not.
    """
    said = _QUOTED.sub(lambda quote: "“" + "…" * (len(quote[0]) - 2) + "”", text)
    found: list[Finding] = []
    for number, (own, sentence) in enumerate(
        zip(_ENDS.split(said), _ENDS.split(text), strict=False)
    ):
        named = _names_a_speaker(own, lang)
        if tells and not number and text.strip() and not named:
            help_ = _HELP["attribution", lang]
            found.append(Finding("attribution", "", sentence, help_))
        likely, sure = _LIKELIHOOD[lang].search(own), _CONFIDENCE[lang].search(own)
        if likely and sure:
            both = f"{likely[0]} … {sure[0]}"
            found.append(Finding("mixed", both, sentence, _HELP["mixed", lang]))
        for rule, words in (("wrongdoing", _VERDICT), ("certain", _VOUCHING)):
            for match in words[lang].finditer(own):
                if _answered(own, match.start(), lang):
                    continue
                better = _BETTER.get(match[0].lower(), _HELP[rule, lang])
                found.append(Finding(rule, match[0], sentence, better))
    return found


def _names_a_speaker(sentence: str, lang: str) -> bool:
    return bool(_WHO[lang].search(sentence)) or _speaking(sentence, lang) is not None


def _answered(sentence: str, at: int, lang: str) -> bool:
    """Whether a source is named at all, or a speaker before the word at ``at``."""
    if _WHO[lang].search(sentence):
        return True
    verb = _speaking(sentence, lang)
    return verb is not None and verb < at


def _speaking(sentence: str, lang: str) -> int | None:
    """Where a speaker begins to speak."""
    for verb in _VERB[lang].finditer(sentence):
        before = sentence[: verb.start()].split()
        if not before or before[-1].lower() in _NO_SPEAKER:  # "to give", "its place"
            continue
        if len(before) <= _NEAR_WORDS or before[-1][0].isupper():
            return verb.start()
    return None


_NO_SPEAKER = {"to", "its", "the", "a", "an", "this", "their", "de", "le", "la", "un", "une", "sa", "son"}  # fmt: skip


ATTRIBUTED: dict[str, bool] = {
    "claims.summary": True,
    "flows.summary": True,
    "flows.title": False,
    "flows.commodity": False,
    "legs.status_reason": False,
    "events.title": False,
    "indicators.title": False,
    "conflicts.title": False,
    "observations.activity": False,
    "vessels.role": False,
    "actors.role": False,
    "layers.title": False,
    "layers.description": False,
    "sites.role": False,
}
"""Texts of an atlas that are looked at; true where one tells what happened, so that it
must say who says so. Notes and reasons speak of the sources themselves."""


def check_wording(atlas: Atlas) -> list[Problem]:
    """Every text of ``atlas`` that breaks a rule, with the rule and a better word.

    Style is no ground to refuse an atlas: :func:`geo.check` does not ask this.
    """
    problems = []
    lines: dict[str, dict[str, int]] = {}
    for file, key, column, lang, text, tells in _texts(atlas):
        for one in findings(text, lang, tells=tells):
            if file not in lines:
                lines[file] = _lines(atlas.root / file)
            word = f" ({one.word!r})" if one.word else ""
            problems.append(
                Problem(
                    file,
                    lines[file].get(key),
                    column,
                    one.word or one.sentence,
                    f"{key}: {one.rule}: {RULES[one.rule]}{word}",
                    one.better,
                )
            )
    return sorted(problems, key=lambda problem: problem.key)


def _lines(path: Path) -> dict[str, int]:
    """Line on which each row of a table begins, by id; nothing for another file."""
    if path.suffix != ".csv" or not path.is_file():
        return {}
    found: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        start = 1
        for row in rows:
            if row:
                found.setdefault(row[0], start)
            start = rows.line_num + 1
    return found


def _texts(atlas: Atlas) -> Iterator[tuple[str, str, str, str, str, bool]]:
    """File, id, column, language, text, and whether it tells what happened."""
    for name, tells in ATTRIBUTED.items():
        table, stem = name.split(".")
        for lang in ("en", "fr"):
            column = f"{stem}_{lang}"
            if table == "layers":
                for layer in atlas.catalog:
                    text = (
                        layer.title(lang)
                        if stem == "title"
                        else layer.description(lang)
                    )
                    yield (
                        "layers/catalog.yaml",
                        layer.id,
                        f"{stem}.{lang}",
                        lang,
                        text,
                        tells,
                    )
                continue
            frame = atlas.sites if table == "sites" else atlas.tables[table]
            if column not in frame:
                continue
            for key, text in zip(frame.index, frame[column].astype(str), strict=True):
                where = f"data/{table}.csv"
                if table == "sites":
                    where = f"layers/{frame['layer'].astype(str)[key]}.geojson"
                yield where, str(key), column, lang, str(text or ""), tells
