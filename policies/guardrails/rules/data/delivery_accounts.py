"""The accounts of AWS that older bucket and topic policies name for the delivery of logs: no strangers.

Each service now has a principal of its own, and a policy that names an account still holds. As listed by the guides of
Elastic Load Balancing ("Enable access logs"), Redshift ("Database audit logging") and CloudTrail ("Supported
regions"), which the data sources of terraform-provider-aws follow; read 2026-11-21.
"""

from typing import Final

from guardrails.documents import Statement

_LOAD_BALANCING: Final = (
    *("127311923021", "033677994240", "027434742980", "797873946194", "098369216593", "754344448648", "589379963580"),
    *("718504428378", "383597477331", "600734575887", "114774131450", "783225319266", "582318560864", "985666609251"),
    *("054676820928", "156460612806", "652711504416", "635631232127", "009996457667", "897822967062", "076674570225"),
    *("507241528517", "638102146993", "037604701340", "190560391635", "048591011584"),
)
_REDSHIFT: Final = (
    *("193672423079", "391106570357", "262260360010", "902366379725", "365689465814", "313564881002", "865932855811"),
    *("090321488786", "760740231472", "361669875840", "762762565011", "404641285394", "907379612154", "111890595117"),
    *("660998842044", "053454850223", "729911121831", "945612479654", "210876761215", "307160386991", "915173422425"),
    *("013126148197", "075028567923", "665727464434"),
)
_CLOUDTRAIL: Final = (
    *("086441151436", "475085895292", "388731089494", "113285607260", "525921808201", "119688915426", "977081816279"),
    *("582488909970", "765225791966", "492519147666", "903692715234", "284668455005", "069019280451", "187074758985"),
    *("216624486486", "819402241893", "193415116832", "681348832753", "035351147821", "453052556044", "829690693026"),
    *("669305197877", "757211635381", "859597730677", "282025262664", "262312530599", "683224464357", "585772288577"),
    *("034638983726", "814480443879", "608710470296"),
)
_WRITES: Final = frozenset({"s3:putobject"})
_DELIVERIES: Final = frozenset({"s3:getbucketacl", "s3:putobject", "sns:publish"})


def delivers(account: str, statement: Statement) -> bool:
    """Whether an account is one of AWS's, and is allowed no more than to deliver."""
    actions = set(statement.actions)
    if "NotAction" in statement.raw or not actions:
        return False
    if account in _LOAD_BALANCING:
        return actions <= _WRITES
    return account in (*_REDSHIFT, *_CLOUDTRAIL) and actions <= _DELIVERIES
