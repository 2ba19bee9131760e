-- What the mail servers on the way say of the sender, one line each, the newest first:
-- "mx.example.cn spf=pass dkim=fail". Only servers that the configuration names are believed.
ALTER TABLE messages ADD COLUMN authentication TEXT NOT NULL DEFAULT '';
