"""Rules on Glue: the catalog and what jobs write are encrypted."""

from typing import Final

from guardrails.requirements import all_of, must_be_one_of, must_be_set, must_be_true
from guardrails.rule import ResourceRule, Rule, examples
from guardrails.values import UNKNOWN

_CATALOG: Final = "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings"
_CONFIGURATION: Final = "aws:glue/securityConfiguration:SecurityConfiguration"
_JOB: Final = "aws:glue/job:Job"
_CRAWLER: Final = "aws:glue/crawler:Crawler"
_ENDPOINT: Final = "aws:glue/devEndpoint:DevEndpoint"
_CONNECTION: Final = "aws:glue/connection:Connection"
_SETTINGS: Final = "dataCatalogEncryptionSettings"
_MODES: Final = "encryptionConfiguration"


RULES: tuple[Rule, ...] = (
    ResourceRule(
        "glue-catalog-encrypted",
        (_CATALOG,),
        must_be_one_of(f"{_SETTINGS}.encryptionAtRest.catalogEncryptionMode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"),
        examples(
            _CATALOG,
            good={"dataCatalogEncryptionSettings": {"encryptionAtRest": {"catalogEncryptionMode": "SSE-KMS"}}},
            bad={"dataCatalogEncryptionSettings": {"encryptionAtRest": {"catalogEncryptionMode": "DISABLED"}}},
            unknown={"dataCatalogEncryptionSettings": {"encryptionAtRest": {"catalogEncryptionMode": UNKNOWN}}},
        ),
    ),
    ResourceRule(
        "glue-catalog-passwords-encrypted",
        (_CATALOG,),
        must_be_true(f"{_SETTINGS}.connectionPasswordEncryption.returnConnectionPasswordEncrypted"),
        examples(
            _CATALOG,
            good={
                "dataCatalogEncryptionSettings": {
                    "connectionPasswordEncryption": {"returnConnectionPasswordEncrypted": True}
                }
            },
            bad={
                "dataCatalogEncryptionSettings": {
                    "connectionPasswordEncryption": {"returnConnectionPasswordEncrypted": False}
                }
            },
            unknown={
                "dataCatalogEncryptionSettings": {
                    "connectionPasswordEncryption": {"returnConnectionPasswordEncrypted": UNKNOWN}
                }
            },
        ),
    ),
    ResourceRule(
        "glue-configuration-encrypts",
        (_CONFIGURATION,),
        all_of(
            must_be_one_of(f"{_MODES}.cloudwatchEncryption.cloudwatchEncryptionMode", "SSE-KMS", default="DISABLED"),
            must_be_one_of(
                f"{_MODES}.jobBookmarksEncryption.jobBookmarksEncryptionMode", "CSE-KMS", default="DISABLED"
            ),
            must_be_one_of(f"{_MODES}.s3Encryption.s3EncryptionMode", "SSE-KMS", "SSE-S3", default="DISABLED"),
        ),
        examples(
            _CONFIGURATION,
            good={
                "name": "jobs",
                "encryptionConfiguration": {
                    "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS"},
                    "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS"},
                    "s3Encryption": {"s3EncryptionMode": "SSE-KMS"},
                },
            },
            bad={
                "name": "jobs",
                "encryptionConfiguration": {
                    "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS"},
                    "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS"},
                    "s3Encryption": {"s3EncryptionMode": "DISABLED"},
                },
            },
            unknown={
                "name": "jobs",
                "encryptionConfiguration": {
                    "cloudwatchEncryption": {"cloudwatchEncryptionMode": "SSE-KMS"},
                    "jobBookmarksEncryption": {"jobBookmarksEncryptionMode": "CSE-KMS"},
                    "s3Encryption": {"s3EncryptionMode": UNKNOWN},
                },
            },
        ),
    ),
    ResourceRule(
        "glue-security-configuration",
        (
            _JOB,
            _CRAWLER,
            _ENDPOINT,
        ),
        must_be_set("securityConfiguration"),
        examples(
            _JOB,
            good={"name": "nightly", "securityConfiguration": "jobs"},
            bad={"name": "nightly"},
            unknown={"name": "nightly", "securityConfiguration": UNKNOWN},
        ),
    ),
    ResourceRule(
        "glue-job-logs",
        (_JOB,),
        must_be_true("defaultArguments.--enable-continuous-cloudwatch-log"),
        examples(
            _JOB,
            good={"name": "nightly", "defaultArguments": {"--enable-continuous-cloudwatch-log": True}},
            bad={"name": "nightly"},
            unknown={"name": "nightly", "defaultArguments": {"--enable-continuous-cloudwatch-log": UNKNOWN}},
        ),
    ),
)
