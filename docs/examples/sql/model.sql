-- The live posterior of the job of docs/examples/job.yaml as a model, and a view that predicts with it.
-- After tables.sql. What may stand here: docs/sql.md.

CREATE MODEL flights
INPUT (
  crs_dep_minute DOUBLE,
  crs_elapsed_min DOUBLE,
  distance_miles DOUBLE,
  dep_delay_min DOUBLE,
  taxi_out_min DOUBLE,
  day_of_week STRING,
  carrier STRING,
  origin STRING,
  dest STRING,
  scheduled_departure TIMESTAMP_LTZ(3)
)
OUTPUT (
  mean DOUBLE,
  standard_deviation DOUBLE,
  q05 DOUBLE,
  q50 DOUBLE,
  q95 DOUBLE,
  q99 DOUBLE,
  above_60 DOUBLE,
  samples INT,
  newest_step BIGINT,
  newest_age_millis BIGINT
)
WITH (
  'provider' = 'smilestream',
  'topic' = 'flight-posterior',
  'properties.bootstrap.servers' = 'localhost:9092'
);

-- The columns of DESCRIPTOR go to those of INPUT by their order, not by their names.
CREATE VIEW expected_delays AS
SELECT flight, mean, standard_deviation, q05, q50, q95, q99, above_60, samples, newest_step,
  newest_age_millis
FROM ML_PREDICT(
  TABLE requests,
  MODEL flights,
  DESCRIPTOR(
    crs_dep_minute, crs_elapsed_min, distance_miles, dep_delay_min, taxi_out_min,
    day_of_week, carrier, origin, dest, scheduled_departure
  )
);
