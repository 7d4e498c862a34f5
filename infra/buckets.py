"""The two buckets the CDN reads, with the site's files and the documents the publisher writes; and a private one."""

from infra.template import Json, allow, att, either, kept, policy, ref, sub, tags

PARAMETERS: Json = {
    "ReplicaBucket": {
        "Type": "String",
        "Default": "",
        "Description": "A versioned bucket in another region that documents are copied to; the deploy step makes it.",
    },
    "ReplicaRegion": {"Type": "String", "Default": ""},
}
_A_DAY: Json = {"DaysAfterInitiation": 1}
CONDITIONS: Json = {"HasReplica": {"Fn::Not": [{"Fn::Equals": [ref("ReplicaBucket"), ""]}]}}


def resources(stage: str) -> Json:
    """Buckets, what they allow, and the role that copies documents to a second region."""
    return {
        "SiteBucket": _bucket(_private(stage)),
        "SiteBucketPolicy": read_by_cdn("SiteBucket"),
        "DocumentsBucket": _bucket(_private(stage) | {"ReplicationConfiguration": _replication()}),
        "DocumentsBucketPolicy": read_by_cdn("DocumentsBucket"),
        "ReplicationRole": _replication_role(stage),
        "FilesBucket": _bucket(_forgetting(stage)),
        "FilesBucketPolicy": _only_encrypted("FilesBucket"),
    }


def _bucket(properties: Json) -> Json:
    """Kept, unless the deployment that makes it fails: AWS chooses its name, so the next one would make another."""
    return kept("AWS::S3::Bucket", properties, DeletionPolicy="RetainExceptOnCreate")


def _private(stage: str) -> Json:
    """Versions are kept for a month, so that what was overwritten by mistake can be restored."""
    expire = {
        "Id": "old-versions",
        "Status": "Enabled",
        "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
        "AbortIncompleteMultipartUpload": _A_DAY,
    }
    return {
        "PublicAccessBlockConfiguration": dict.fromkeys(
            ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
        ),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "VersioningConfiguration": {"Status": "Enabled"},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
        "LifecycleConfiguration": {"Rules": [expire]},
        "Tags": tags(stage),
    }


def _forgetting(stage: str) -> Json:
    """What imports and exports need for a week; no versions are kept, so that what is deleted is gone."""
    rules = [{"Id": "forget", "Status": "Enabled", "ExpirationInDays": 7, "AbortIncompleteMultipartUpload": _A_DAY}]
    private = {name: value for name, value in _private(stage).items() if name != "VersioningConfiguration"}
    return private | {"LifecycleConfiguration": {"Rules": rules}}


def _only_encrypted(bucket: str) -> Json:
    """Nobody is let in but by a role of this stack; requests without TLS are denied."""
    denied = _without_tls(att(bucket, "Arn"), sub(f"${{{bucket}.Arn}}/*"))
    return {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": ref(bucket), "PolicyDocument": policy([denied])}}


def _without_tls(*resources: Json) -> Json:
    return {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [*resources],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def read_by_cdn(bucket: str) -> Json:
    """The distribution may read objects and learn which are missing; requests without TLS are denied."""
    arn, everything = att(bucket, "Arn"), sub(f"${{{bucket}.Arn}}/*")
    arn_of = "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/"
    of_hosts = (either("HasPagesDomain", sub(f"{arn_of}${{{name}}}")) for name in ("HostsDistribution", "HostsTenants"))
    cdn = [sub(f"{arn_of}${{Distribution}}"), *of_hosts]
    by_cdn = {
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Condition": {"StringEquals": {"AWS:SourceArn": cdn}},
    }
    statements = [
        allow(["s3:GetObject"], everything, **by_cdn),
        allow(["s3:ListBucket"], arn, **by_cdn),
        _without_tls(arn, everything),
    ]
    return {
        "Type": "AWS::S3::BucketPolicy",
        "Properties": {"Bucket": ref(bucket), "PolicyDocument": policy(statements)},
    }


def _replication() -> Json:
    rule = {
        "Id": "documents",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": sub("arn:${AWS::Partition}:s3:::${ReplicaBucket}")},
    }
    return either("HasReplica", {"Role": att("ReplicationRole", "Arn"), "Rules": [rule]})


def _replication_role(stage: str) -> Json:
    """May copy documents to the replica; names the bucket by its pattern, since the bucket needs the role first."""
    read = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    write = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    mine = {"StringEquals": {"aws:ResourceAccount": ref("AWS::AccountId")}}
    own = "arn:${AWS::Partition}:s3:::${AWS::StackName}-documentsbucket-*"
    statements = [
        allow(["s3:GetReplicationConfiguration", "s3:ListBucket"], sub(own), Condition=mine),
        allow(read, sub(f"{own}/*"), Condition=mine),
        allow(write, sub("arn:${AWS::Partition}:s3:::${ReplicaBucket}/*")),
    ]
    assume = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "Type": "AWS::IAM::Role",
        "Condition": "HasReplica",
        "Properties": {
            "AssumeRolePolicyDocument": policy([assume]),
            "Policies": [{"PolicyName": "own", "PolicyDocument": policy(statements)}],
            "Tags": tags(stage),
        },
    }
