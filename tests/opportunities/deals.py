"""A shop that sells in stages, with gates, reasons of losses, advice and risks."""

from __future__ import annotations

from cpq.rulebook.rulebook import Rulebook
from tests.quotes.shop import shop

PIPELINES = """
pipelines:
  standard:
    name: Standard
    stages:
      prospect: {name: Prospect, probability: 10%, days: 14}
      proposal:
        name: Proposal
        probability: 40%
        days: 21
        forecast: best_case
        enter:
          two: {text: {zh: 至少两位联系人, en: At least two contacts}, when: contacts >= 2}
          deciders: {text: {zh: 清楚决策结构, en: Who decides is clear}, when: 'c139("4C") == "yes"'}
        tasks: {demo: {zh: 演示, en: Demonstration}}
        back_to: [prospect]
      contract: {name: Contract, probability: 80%, days: 7, forecast: commit, may_skip: false, back_to: []}
      won: {name: Won, outcome: won}
      lost: {name: Lost, outcome: lost}
  simple:
    name: Simple
    stages:
      open: {name: Open, probability: 50%}
      won: {name: Won, outcome: won}
      lost: {name: Lost, outcome: lost}
loss_reasons:
  price: {name: Price}
  cheaper: {name: A rival was cheaper, inside: price, competitor: true}
  other: {name: Something else, note: true}
portrait_advice:
  4C: {valid_days: 60, steps: [{values: [unknown, "no"], stages: [prospect], text: {zh: 画决策链, en: Draw who decides}}]}
risks:
  pushed: {name: Put off, level: high, when: close_date_pushes >= 2, advice: Agree on a timetable}
  alone: {name: One contact, level: low, when: contacts <= 1}
  expired: {name: Its quote has expired, level: medium, when: quote.expired}
"""


def selling() -> Rulebook:
    return shop(PIPELINES)
