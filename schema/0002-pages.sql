-- What a document says of its pages: whether they can be searched or are pictures, how large the
-- first one is, and how many digital signatures are there. Unknown for what was read before.
ALTER TABLE files ADD COLUMN text_layer TEXT CHECK (text_layer <> '');
ALTER TABLE files ADD COLUMN page_width INTEGER NOT NULL DEFAULT 0 CHECK (page_width >= 0);
ALTER TABLE files ADD COLUMN page_height INTEGER NOT NULL DEFAULT 0 CHECK (page_height >= 0);
ALTER TABLE files ADD COLUMN signatures INTEGER NOT NULL DEFAULT 0 CHECK (signatures >= 0);
