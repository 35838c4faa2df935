# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""No secret outlives masking, in any family's words; what is no secret does, or a difference would say nothing."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samdrift.configbackup.masking import MASKED, clean, families
from samdrift.kernel.errors import BadInput

SECRET = "zQ7xSecret"
STATEMENTS = {
    "ios": """
enable secret 5 $1$abcd$@
enable secret 9 @
enable password 7 @
username admin privilege 15 secret 9 $9$@
username bob password 0 @
snmp-server community @ RO 10
snmp-server host 10.1.1.1 version 2c @
snmp-server host 10.1.1.1 @
snmp-server user walker readers v3 auth sha @ priv aes 128 @
tacacs-server key 7 @
radius-server host 10.1.1.1 auth-port 1812 acct-port 1813 key 7 @
 key 7 @
 key-string @
 server-key 7 @
crypto isakmp key @ address 1.2.3.4
 pre-shared-key local @
 ip ospf message-digest-key 1 md5 7 @
 ip ospf authentication-key @
 neighbor 10.0.0.1 password 7 @
 standby 1 authentication md5 key-string @
 standby 2 authentication @
 vrrp 1 authentication text @
ntp authentication-key 1 md5 @ 7
 wpa-psk ascii 0 @
 ppp chap password 7 @
 security wpa psk set-key ascii 0 @
ip ftp password 7 @
archive path ftp://backup:@@10.1.1.1/config
""",
    "nxos": """
username admin password 5 $5$@ role network-admin
snmp-server user admin network-admin auth md5 0x@ priv 0x@ localizedkey
snmp-server host 10.1.1.1 traps version 2c @
snmp-server community @ group network-operator
radius-server key 7 "@"
  authentication text @
  key-string 7 @
""",
    "asa": """
enable password @ pbkdf2
passwd @ encrypted
username admin password @ encrypted privilege 15
 ikev1 pre-shared-key @
 ikev2 remote-authentication pre-shared-key @
snmp-server host inside 10.1.1.1 community @
 key @
 ldap-login-password @
failover key @
""",
    "ciscowlc": """
config mgmtuser add encrypt admin 1 @ 16 @ read-write
config snmp community create @
config wlan security wpa akm psk set-key ascii @ 1
config radius auth add encrypt 1 10.1.1.1 1812 password 1 @ 16 @
""",
    "procurve": """
password manager user-name "admin" sha1 "@"
password operator plaintext @
snmp-server community "@" operator unrestricted
snmp-server host 10.1.1.1 community "@" trap-level not-info
snmpv3 user "walker" auth sha "@" priv aes "@"
snmpv3 community index "1" name "@" sec-name "x"
radius-server host 10.1.1.1 key "@"
tacacs-server key "@"
""",
    "arubaos-cx": """
user admin group administrators password ciphertext @
snmp-server community @
snmp-server host 10.1.1.1 trap version v2c community @
snmpv3 user walker auth sha auth-pass ciphertext @ priv aes priv-pass ciphertext @
radius-server host 10.1.1.1 key ciphertext @
    pre-shared-key ciphertext @
""",
    "comware": """
 password hash $h$6$@
 password simple @
snmp-agent community read @
snmp-agent community write cipher $c$3$@
snmp-agent usm-user v3 walker readers cipher authentication-mode sha $c$3$@ privacy-mode aes128 @
snmp-agent target-host trap address udp-domain 10.1.1.1 params securityname @ v2c
 key authentication cipher $c$3$@
super password role network-admin hash $h$6$@
""",
    "vrp": """
 local-user admin password irreversible-cipher @
snmp-agent community read cipher @
snmp-agent usm-user v3 walker authentication-mode sha cipher @
 radius-server shared-key cipher @
""",
    "junos": """
set system root-authentication encrypted-password "$6$@"
set system login user admin authentication encrypted-password "@"
set system radius-server 10.1.1.1 secret "$9$@"
set snmp community @ authorization read-only
set security ike policy p pre-shared-key ascii-text "$9$@"
set protocols ospf area 0 interface ge-0/0/0 authentication md5 1 key "$9$@"
set protocols bgp group g authentication-key "$9$@"
set snmp v3 usm local-engine user walker authentication-sha authentication-key "@"
            encrypted-password "@"; ## SECRET-DATA
    community @ {
""",
    "fortigate": """
    set passwd ENC @
    set password @
    set psksecret ENC @
    set passphrase ENC @
    set auth-pwd ENC @
    set secret ENC @
    set ppk-secret "@"
    set sae-password ENC @
config system snmp community
    edit 1
        set name "@"
    next
end
    set private-key "-----BEGIN ENCRYPTED PRIVATE KEY-----
@
-----END ENCRYPTED PRIVATE KEY-----"
""",
    "panos": """
      phash $5$@;
      <phash>@</phash>
      <snmp-community-string>@</snmp-community-string>
      snmp-community-string @;
      <key>@</key>
      secret @;
      authpwd @;
""",
    "routeros": """
/ppp secret
add name=x password=@ service=pppoe
/interface wireless security-profiles
set [ find default=yes ] wpa2-pre-shared-key=@ wpa-pre-shared-key="@"
/radius
add address=10.1.1.1 secret=@
/snmp community
set [ find default=yes ] addresses=10.0.0.0/8 name=@
/system clock
""",
    "dell-os10": """
username admin password $6$@ role sysadmin
snmp-server community @ ro
snmp-server host 10.1.1.1 traps version 2c @
radius-server host 10.1.1.1 key 9 @
""",
    "xos": """
configure account admin encrypted "$5$@"
create account user bob encrypted "@"
configure snmpv3 add community "@" name "@" user "v1v2c_ro"
configure snmpv3 add user "walker" authentication md5 localized-key @ privacy des localized-key @
configure radius netlogin primary shared-secret encrypted "@"
configure snmp add community readonly @
""",
    "awplus": "username manager privilege 15 password 8 $1$@\nsnmp-server community @ ro\n",
    "ironware": "username x password 8 $1$@\nenable super-user-password 8 $1$@\nsnmp-server community @ ro\n",
    "edgeswitch": 'username "ubnt" password @ level 15 encrypted\nenable password @ encrypted\nsnmp-server community "@"\n',
}
LINES = [(os, line) for os, text in STATEMENTS.items() for line in text.splitlines() if "@" in line]
WORDS = st.text(string.ascii_letters + string.digits + "!#%&/()?+-_.,:*^~$", min_size=6, max_size=24)


def cleaned(os, text):
    return clean(text, families()[os])


@pytest.mark.parametrize("os", STATEMENTS)
def test_no_secret_of_a_family_is_left(os):
    text = STATEMENTS[os].replace("@@", f"{SECRET}@").replace("://backup:", "://backup:")
    text = re.sub(r"@(?!10\.1\.1\.1/config)", SECRET, text)
    kept = cleaned(os, text)
    assert [line for line in kept.splitlines() if SECRET in line] == []
    assert MASKED in kept


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([row for row in LINES if "://" not in row[1]]), WORDS)
def test_no_secret_is_left_whatever_signs_it_is_made_of(row, secret):
    os, line = row
    if any(secret in part for part in line.split("@")):
        return
    context = STATEMENTS[os]  # a section may tell what its lines mean
    kept = cleaned(os, context.replace(line, line.replace("@", "kQ" + secret)).replace("@", "x"))
    assert "kQ" + secret not in kept


HARMLESS = """hostname sw1
service password-encryption
vlan 20
 name Elever
interface GigabitEthernet1/0/1
 description Uplink til kernen
 switchport access vlan 20
 spanning-tree portfast
ip route 0.0.0.0 0.0.0.0 10.1.1.1
route-map out permit 10
 set community 65000:1
"""


@pytest.mark.parametrize("os", sorted(families()))
def test_what_is_no_secret_stays_as_it_is(os):
    assert cleaned(os, HARMLESS) == HARMLESS


@pytest.mark.parametrize("os", sorted(families()))
def test_masking_twice_is_masking_once_and_endings_are_one(os):
    text = STATEMENTS.get(os, "password x\n").replace("@", SECRET)
    once = cleaned(os, text.replace("\n", "\r\n"))
    assert (cleaned(os, once), "\r" in once) == (once, False)


def test_what_changes_by_itself_is_left_out():
    text = "Building configuration...\n\nCurrent configuration : 1234 bytes\n! Last configuration change at 09:00\n"
    text += "ntp clock-period 3\nhostname x\n"
    assert cleaned("ios", text) == "hostname x\n"


def test_a_family_with_a_mistake_is_refused_with_file_and_reason(tmp_path, monkeypatch):
    from samdrift.configbackup import masking

    monkeypatch.setattr(masking, "FOLDER", tmp_path)
    masking.families.cache_clear()
    try:
        for body, words in (
            ("os = [", "not TOML"),
            ('os = ["x"]\ndriver = "d"', "command"),
            ('os = ["x"]\ndriver = "d"\ncommand = "c"\nmsk = 1', "msk"),
            ('os = ["x"]\ndriver = "d"\ncommand = "c"\n[[mask]]\npattern = "("', "no pattern"),
            ('os = ["x"]\ndriver = "d"\ncommand = "c"\n[[mask]]\npattern = "x"', "keep"),
        ):
            (tmp_path / "every.toml").write_text("")
            (tmp_path / "bad.toml").write_text(body)
            with pytest.raises(BadInput, match=words) as told:
                masking.families()
            assert "bad.toml" in str(told.value)
    finally:
        masking.families.cache_clear()
