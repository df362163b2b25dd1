-- The topics of docs/examples/job.yaml as tables of Flink SQL. What the columns mean: docs/records.md.

-- What the job learns from. Minibatches ({"rows": [...]}) are no rows here.
CREATE TABLE observations (
  flight STRING,
  scheduled_departure TIMESTAMP_LTZ(3),
  crs_dep_minute INT,
  crs_elapsed_min INT,
  distance_miles INT,
  dep_delay_min DOUBLE,
  taxi_out_min DOUBLE,
  day_of_week STRING,
  carrier STRING,
  origin STRING,
  dest STRING,
  arr_delay_min DOUBLE,
  WATERMARK FOR scheduled_departure AS scheduled_departure
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'json.encode.ignore-null-fields' = 'true'
);

-- What the job is asked. Both kinds of question may be left out.
CREATE TABLE requests (
  flight STRING,
  scheduled_departure TIMESTAMP_LTZ(3),
  crs_dep_minute INT,
  crs_elapsed_min INT,
  distance_miles INT,
  dep_delay_min DOUBLE,
  taxi_out_min DOUBLE,
  day_of_week STRING,
  carrier STRING,
  origin STRING,
  dest STRING,
  quantiles ARRAY<DOUBLE>,
  thresholds ARRAY<DOUBLE>
) WITH (
  'connector' = 'kafka',
  'topic' = 'flight-requests',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  'json.encode.ignore-null-fields' = 'true'
);

-- What the job predicts, of rows and of requests.
CREATE TABLE predictions (
  id STRING,
  eventTime TIMESTAMP_LTZ(3),
  model STRING,
  phase STRING,
  `sequence` BIGINT,
  mean DOUBLE,
  standardDeviation DOUBLE,
  quantiles MAP<STRING, DOUBLE>,
  recalibratedQuantiles MAP<STRING, DOUBLE>,
  exceedance MAP<STRING, DOUBLE>,
  aleatoricVariance DOUBLE,
  epistemicVariance DOUBLE,
  samples INT,
  chains INT,
  newestStep BIGINT,
  newestAgeMillis BIGINT,
  scalerVersion INT,
  target DOUBLE,
  logDensity DOUBLE,
  crps DOUBLE,
  pit DOUBLE,
  pitWidth DOUBLE,
  WATERMARK FOR eventTime AS eventTime
) WITH (
  'connector' = 'kafka',
  'topic' = 'flight-predictions',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- Records of several types, which the views below tell apart.
CREATE TABLE tuner (
  `type` STRING,
  model STRING,
  `sequence` BIGINT,
  eventTime TIMESTAMP_LTZ(3),
  `group` INT,
  chains ARRAY<INT>,
  phase STRING,
  windowRows INT,
  steps BIGINT,
  skippedSteps BIGINT,
  stepSizes ARRAY<DOUBLE>,
  energyErrorMeans ARRAY<DOUBLE>,
  energyErrorSpreads ARRAY<DOUBLE>,
  normalisedEnergyErrors ARRAY<DOUBLE>,
  rejections ARRAY<BIGINT>,
  divergences ARRAY<BIGINT>,
  logDensities ARRAY<DOUBLE>,
  engine STRING,
  event STRING,
  rhat DOUBLE,
  ess DOUBLE,
  scoredRows BIGINT,
  logPredictiveDensity DOUBLE,
  crps DOUBLE,
  meanAbsoluteError DOUBLE,
  rootMeanSquaredError DOUBLE,
  coverage50 DOUBLE,
  coverage90 DOUBLE,
  pitHistogram ARRAY<DOUBLE>,
  `operator` STRING,
  subtask INT,
  `time` TIMESTAMP_LTZ(3),
  `values` MAP<STRING, DOUBLE>,
  champion STRING,
  promoted BOOLEAN,
  `after` TIMESTAMP_LTZ(3),
  `rows` BIGINT,
  meanGain DOUBLE,
  logEvidence DOUBLE,
  id STRING,
  control STRING,
  `status` STRING,
  message STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'flight-tuner',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE VIEW chain_groups AS
SELECT
  model, `group`, chains, `sequence`, eventTime, phase, windowRows, steps, skippedSteps, stepSizes,
  energyErrorMeans, energyErrorSpreads, normalisedEnergyErrors, rejections, divergences,
  logDensities, engine, event
FROM tuner
WHERE `type` = 'tuner';

CREATE VIEW diagnostics AS
SELECT
  model, `sequence`, eventTime, rhat, ess, scoredRows, logPredictiveDensity, crps,
  meanAbsoluteError, rootMeanSquaredError, coverage50, coverage90, pitHistogram
FROM tuner
WHERE `type` = 'diagnostics';

CREATE VIEW metrics AS
SELECT model, `operator`, subtask, `time`, `values`
FROM tuner
WHERE `type` = 'metrics';

CREATE VIEW promotions AS
SELECT model, champion, promoted, eventTime, `after`, `rows`, meanGain, logEvidence
FROM tuner
WHERE `type` = 'promotion';

CREATE VIEW acknowledgements AS
SELECT model, id, control, `status`, `sequence`, eventTime, message
FROM tuner
WHERE `type` = 'control';
