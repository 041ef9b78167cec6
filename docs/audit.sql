-- Checks an export of the audit log with DuckDB (2.0 or later) alone: no code of ours, no extension, no network.
--
--     cd EXPORT && duckdb < ../audit.sql
--     cd EXPORT && python -c "import duckdb; duckdb.sql(open('../audit.sql').read()).show()"
--
-- It hashes every line again, folds the hashes of what is shown and of what is left out into the root of the whole log
-- (RFC 6962), and holds that against the checkpoint. Signatures are beyond SQL: see docs/verifying.md.

-- What the checkpoint says: name of the log, number of lines, root.
CREATE OR REPLACE TEMP TABLE said AS
SELECT parts[1] AS origin, parts[2]::BIGINT AS size, parts[3] AS root
FROM (SELECT string_split(content, chr(10)) AS parts FROM read_text('checkpoint'));

-- Each line as it is written, its number, and its hash as a leaf of the tree.
CREATE OR REPLACE TEMP TABLE shown AS
SELECT
    place,
    try_cast(regexp_extract(line, '"seq":([1-9]\d{0,17}),"v":1\}$', 1) AS BIGINT) AS seq,
    starts_with(line, '{"log":"' || (SELECT origin FROM said) || '","record":{') AS is_of_the_log,
    try_cast(regexp_extract(line, '"at":"([^"]+)"', 1) AS TIMESTAMPTZ) AS moment,
    epoch_us(moment) AS micros,
    line,
    sha256(unhex('00') || encode('hub-audit/v1' || chr(10)) || encode(line)) AS hash
FROM (
    SELECT row_number() OVER () AS place, line
    FROM read_csv('records.ndjson', columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,
                  delim = chr(31), quote = '', escape = '', parallel = false, max_line_size = 10000000)
);

-- What the manifest says that was asked for, as it is written there; nothing without a manifest. Days are Dutch ones: they
-- begin an hour before those of UTC, in summer two. `is_whole`: all lines of those days; receipts leave no line out.
CREATE OR REPLACE TEMP TABLE asked AS
WITH
    manifest AS (SELECT content FROM read_text('[cm]*') WHERE ends_with(filename, 'manifest.json')),
    days AS (
        SELECT
            regexp_extract(content, '"filter":\s*(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})', 1) AS filter,
            try_cast(regexp_extract(content, '"period":\s*\{\s*"from":\s*"([^"]*)"', 1) AS DATE) AS first,
            try_cast(regexp_extract(content, '"period":\s*\{[^}]*"to":\s*"([^"]*)"', 1) AS DATE) + 1 AS after
        FROM manifest
    )
SELECT
    NOT regexp_matches(filter, '"(subject|agency|oin|activity|sample|seed)":') AS is_whole,
    (SELECT epoch_us(first::TIMESTAMP) - CASE WHEN summer THEN 7200000000 ELSE 3600000000 END FROM (SELECT
        first > make_date(year(first), 3, 31) - (isodow(make_date(year(first), 3, 31)) % 7)::INTEGER
        AND first <= make_date(year(first), 10, 31) - (isodow(make_date(year(first), 10, 31)) % 7)::INTEGER AS summer)
    ) AS begins,
    (SELECT epoch_us(after::TIMESTAMP) - CASE WHEN summer THEN 7200000000 ELSE 3600000000 END FROM (SELECT
        after > make_date(year(after), 3, 31) - (isodow(make_date(year(after), 3, 31)) % 7)::INTEGER
        AND after <= make_date(year(after), 10, 31) - (isodow(make_date(year(after), 10, 31)) % 7)::INTEGER AS summer)
    ) AS ends,
    nullif(regexp_extract(filter, '"subject":\s*("(?:[^"\\]|\\.)*")', 1), '') AS subject,
    nullif(regexp_extract(filter, '"agency":\s*("(?:[^"\\]|\\.)*")', 1), '') AS agency,
    nullif(regexp_extract(filter, '"oin":\s*("(?:[^"\\]|\\.)*")', 1), '') AS oin,
    nullif(regexp_extract(filter, '"activity":\s*("(?:[^"\\]|\\.)*")', 1), '') AS activity
FROM days;

-- What is left out: complete nodes of the tree, each over the lines from `place` times two to the power of `level`.
CREATE OR REPLACE TEMP TABLE sealed AS
SELECT
    regexp_extract(line, '"level":(\d+)', 1)::INTEGER AS level,
    regexp_extract(line, '"place":(\d+)', 1)::BIGINT AS place,
    regexp_extract(line, '^\{"hash":"([0-9a-f]{64})"', 1) AS hash
FROM read_csv('tree.ndjson', columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,
              delim = chr(31), quote = '', escape = '', parallel = false);

-- The hashes that the log itself has of the lines that are shown, where the export lists them (leaves.ndjson).
CREATE OR REPLACE TEMP TABLE listed AS
SELECT
    regexp_extract(line, '"seq":(\d+)', 1)::BIGINT AS seq,
    regexp_extract(line, '^\{"leaf":"([0-9a-f]{64})"', 1) AS hash
FROM read_csv('[lt]*.ndjson', columns = {'line': 'VARCHAR'}, auto_detect = false, header = false,
              delim = chr(31), quote = '', escape = '', parallel = false)
WHERE starts_with(line, '{"leaf":');

-- Lines that the log itself no longer had: their hashes stand in tree.ndjson, and the manifest names the first of them.
CREATE OR REPLACE TEMP TABLE lost AS
SELECT unnest(regexp_extract_all(regexp_extract(content, '"missing":\[([\d,]*)\]', 1), '\d+'))::BIGINT AS seq
FROM read_text('[cm]*') WHERE ends_with(filename, 'manifest.json');

-- Everything together, as ranges of lines: from `start`, inclusive, until `until`, exclusive.
CREATE OR REPLACE TEMP TABLE given AS
SELECT 0 AS level, seq - 1 AS place, hash, seq - 1 AS start, seq AS until FROM shown WHERE seq IS NOT NULL
UNION ALL
SELECT level, place, hash, place << level, (place + 1) << level FROM sealed;

-- The tree, level by level: two neighbours give the node above them. The row without a place keeps the levels coming.
CREATE OR REPLACE TEMP TABLE tree AS
WITH RECURSIVE up(level, place, hash) AS (
    (SELECT level, place, hash FROM given WHERE level = 0 UNION ALL SELECT 0, -1, NULL)
    UNION ALL
    (
        WITH now AS (SELECT * FROM up), above AS (SELECT max(level) + 1 AS level FROM now)
        SELECT above.level, place >> 1, sha256(unhex('01') || unhex(arg_min(hash, place)) || unhex(arg_max(hash, place)))
        FROM now, above WHERE place >= 0 GROUP BY above.level, place >> 1 HAVING count(*) = 2
        UNION ALL
        SELECT given.level, place, hash FROM given, above WHERE given.level = above.level
        UNION ALL
        SELECT level, -1, NULL FROM above WHERE level <= 53
    )
)
SELECT level, place, hash FROM up WHERE place >= 0;

-- The root: what has nothing above it, folded from the right.
CREATE OR REPLACE TEMP TABLE found AS
SELECT
    CASE WHEN count(*) = 0 THEN sha256(''::BLOB)
    ELSE list_reduce(list(hash ORDER BY place DESC), lambda right_one, left_one:
        sha256(unhex('01') || unhex(left_one) || unhex(right_one)))
    END AS root
FROM tree AS each
WHERE NOT EXISTS (SELECT 1 FROM tree WHERE level = each.level + 1 AND tree.place = each.place >> 1);

CREATE OR REPLACE TEMP TABLE faults AS
SELECT 'line.unreadable' AS code, lag(seq, 1, 0) OVER (ORDER BY place) + 1 AS seq FROM shown QUALIFY shown.seq IS NULL
UNION ALL
SELECT 'line.out_of_order', least(seq, before) FROM (SELECT seq, lag(seq) OVER (ORDER BY place) AS before FROM shown)
WHERE seq <= before
UNION ALL
SELECT 'line.origin', seq FROM shown WHERE NOT is_of_the_log AND seq IS NOT NULL
UNION ALL
SELECT 'line.changed', shown.seq FROM shown JOIN listed USING (seq) WHERE shown.hash <> listed.hash
UNION ALL
SELECT 'line.unlisted', seq FROM shown ANTI JOIN listed USING (seq)
WHERE seq IS NOT NULL AND EXISTS (FROM listed)
UNION ALL
SELECT 'line.missing', before + 1
FROM (
    SELECT start, lag(until, 1, 0) OVER (ORDER BY start, until) AS before
    FROM (SELECT start, until FROM given UNION ALL SELECT size, size FROM said)
)
WHERE start > before
UNION ALL
SELECT 'line.lost', seq FROM lost
UNION ALL
-- The first line of each gap between lines that are of those days for certain, though times may fall by five seconds.
SELECT 'line.withheld', min(start) + 1
FROM (
    SELECT
        start, is_left_out,
        max(micros) OVER (ORDER BY start ROWS UNBOUNDED PRECEDING) AS latest,
        min(micros) OVER (ORDER BY start ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS earliest,
        count(micros) OVER (ORDER BY start ROWS UNBOUNDED PRECEDING) AS gap
    FROM (
        SELECT seq - 1 AS start, micros, false AS is_left_out FROM shown WHERE seq IS NOT NULL
        UNION ALL
        SELECT place << level, NULL, true FROM sealed
    )
), asked
WHERE is_whole AND is_left_out AND latest >= begins + 5000000 AND earliest < ends - 5000000
    AND start + 1 NOT IN (SELECT seq FROM lost)
GROUP BY gap
UNION ALL
SELECT 'line.not_asked_for', seq
FROM shown, asked
WHERE micros IS NOT NULL AND NOT (
    micros >= begins AND micros < ends
    AND (subject IS NULL OR regexp_extract(line, '^.*"subject":("(?:[^"\\]|\\.)*")', 1) = subject)
    AND (agency IS NULL OR contains(line, agency) OR coalesce(contains(line, oin), false))
    AND (activity IS NULL OR contains(line, '"activity":' || activity))
)
UNION ALL
SELECT 'line.beyond', max(size) + 1 FROM given, said WHERE until > size HAVING count(*) > 0
UNION ALL
SELECT 'tree.overlap', start + 1
FROM (SELECT start, lag(until, 1, 0) OVER (ORDER BY start, until) AS before FROM given)
WHERE start < before
UNION ALL
SELECT 'time.falls', seq
FROM (SELECT seq, moment, max(moment) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS latest FROM shown)
WHERE latest - moment > INTERVAL 5 SECONDS
UNION ALL
SELECT 'root.differs', NULL FROM found, said WHERE found.root <> lower(hex(from_base64(said.root)));

SELECT code, seq FROM faults ORDER BY seq NULLS LAST, code;

SELECT
    CASE WHEN EXISTS (FROM faults) THEN 'not good' ELSE 'good' END AS verdict,
    (SELECT min(seq) FROM faults) AS first_bad,
    (SELECT count(*) FROM shown) AS shown,
    (SELECT coalesce(sum(1 << level), 0)::BIGINT FROM sealed) AS sealed,
    size,
    found.root
FROM said, found;
