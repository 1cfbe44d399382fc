"""What an API key may be given: scopes, roles of a token, municipalities (api.md section 16)."""

SCOPES = {
    "directory:read": "see what is not public: drafts, verification details, staff-only contacts",
    "directory:write": "create and change points, visits, channels, materials",
    "directory:verify": "confirm that their data is right",
    "directory:import": "import files, export with the ids of the origin",
    "mentoring:read": "read mentoring as far as role and place allow",
    "mentoring:use": "the unit's side: raise a need, answer a suggestion, register, send a fault",
    "mentoring:write": "the mentoring team's work",
    "mentoring:approve": "approvals and decisions",
    "metrics:read": "read figures",
    "metrics:write": "import figures",
    "metrics:manage": "keep the catalogue of figures",
    "metrics:approve": "open and close quarters",
    "metrics:raw": "see days and the log of changes",
    "changes:read": "follow the own changes",
    "webhooks:manage": "keep the own webhooks",
    "usage:read": "see the own usage",
    "partners:manage": "keep partners and their keys",
    "audit:read": "read the trail",
}
"""The closed list, and what each lets its holder do."""
ADMIN = "admin"
OF_THE_TEAM = {
    "mentor": ("mentor", "digimentor"),
    "lead": ("lead", "leads the mentoring team"),
    "mentors_supervisor": ("supervisor", "the mentors' supervisor"),
    "service_designer": ("designer", "shapes templates and questions"),
    "programme_board": ("board", "board of the programme"),
}
"""With the role that the person's membership of the team must have on the day, to count there."""
ROLES = {
    "professional": "any employee of the county; mentoring gives it to every staff key",
    **{role: said for role, (_, said) in OF_THE_TEAM.items()},
    "digital_services": "digital services team: owns the catalogue, decides the synthesis",
    "it": "information management, or a supplier's handler of sent items",
    "communications": "communications",
    "auditor": "data protection officer, auditor: reads the trail, no content",
    ADMIN: "the county's administrator: people, organisation, settings",
    "directory_editor": "keeps points, visits, channels and materials",
    "metrics_editor": "brings figures",
    "analyst": "reads single days; small groups stay hidden",
    "partner_admin": "keeps partners and their keys",
    "integration": "a machine; in mentoring it is no employee",
}
"""Those that a key may have. Leaders of units and digivastaavat are rows in mentoring instead."""
CALLED = {membership: role for role, (membership, _) in OF_THE_TEAM.items() if membership != role}
"""A membership's word for a role, which is not the key's."""
IN_FORCE = """
005 009 010 016 018 019 020 035 043 046 047 049 050 051 052 060 061 062 065 069 071 072 074 075
076 077 078 079 081 082 086 090 091 092 097 098 102 103 105 106 108 109 111 139 140 142 143 145
146 148 149 151 152 153 165 167 169 170 171 172 176 177 178 179 181 182 186 202 204 205 208 211
213 214 216 217 218 224 226 230 231 232 233 235 236 239 240 241 244 245 249 250 256 257 260 261
263 265 271 272 273 275 276 280 284 285 286 287 288 290 291 295 297 300 301 304 305 309 312 316
317 318 320 322 398 399 400 402 403 405 407 408 410 416 417 418 420 421 422 423 425 426 430 433
434 435 436 438 440 441 444 445 475 478 480 481 483 484 489 491 494 495 498 499 500 503 504 505
507 508 529 531 535 536 538 541 543 545 560 561 562 563 564 576 577 578 580 581 583 584 592 593
595 598 599 601 604 607 608 609 611 614 615 616 619 620 623 624 625 626 630 631 635 636 638 678
680 681 683 684 686 687 689 691 694 697 698 700 702 704 707 710 729 732 734 736 738 739 740 742
743 746 747 748 749 751 753 755 758 759 761 762 765 766 768 771 777 778 781 783 785 790 791 831
832 833 834 837 844 845 846 848 849 850 851 853 854 857 858 859 886 887 889 890 892 893 895 905
908 915 918 921 922 924 925 927 931 934 935 936 941 946 976 977 980 981 989 992
"""
MUNICIPALITIES = frozenset(IN_FORCE.split())
"""Those of Finland in force, as Statistics Finland numbers them."""
