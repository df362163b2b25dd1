package org.smilestream.job.options;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOptions;
import org.smilestream.connectors.kafka.StartPosition;

/** What the rows look like and in which order they are learned. */
public final class StreamOptions {

  public static final JobOption<String> SCHEMA_FILE =
      JobOption.required(
          ConfigOptions.key("schema.file")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "File with the columns of the rows; a relative path in the configuration "
                      + "file starts at that file's folder."),
          Allowed.text());

  public static final JobOption<Duration> MAX_OUT_OF_ORDERNESS =
      JobOption.of(
          ConfigOptions.key("stream.max-out-of-orderness")
              .durationType()
              .defaultValue(Duration.ZERO)
              .withDescription(
                  "How far, in event time, a row may lag behind the newest row of its "
                      + "partition; rows that lag more go to the dead letters."),
          Allowed.durationFrom(Duration.ZERO));

  public static final JobOption<Duration> MAX_AHEAD =
      JobOption.of(
          ConfigOptions.key("stream.max-ahead")
              .durationType()
              .defaultValue(Duration.ofDays(1))
              .withDescription(
                  "How far the event time of a row may be ahead of the timestamp of its record and "
                      + "of the clock of the machine that reads it; rows that are further ahead go "
                      + "to the dead letters. The timestamp is the producer's, unless the topic's "
                      + "'message.timestamp.type' is 'LogAppendTime'."),
          Allowed.durationFrom(Duration.ZERO));

  public static final JobOption<Duration> IDLE_TIMEOUT =
      JobOption.of(
          ConfigOptions.key("stream.idle-timeout")
              .durationType()
              .noDefaultValue()
              .withDescription(
                  "After this long without a row a partition no longer holds back the others."
                      + " With it a clock decides which rows are late, so runs are no longer "
                      + "repeatable."),
          Allowed.durationFrom(Duration.ofMillis(1)));

  public static final JobOption<String> START_FROM =
      JobOption.of(
          ConfigOptions.key("start.from")
              .stringType()
              .defaultValue(StartPosition.COMMITTED.text())
              .withDescription(
                  "Where a job without a checkpoint or savepoint begins to read the observations:"
                      + " 'committed' at the offsets of 'kafka.group-id', and at the earliest ones"
                      + " where there are none; an instant at the first record that Kafka got then"
                      + " or later."),
          Allowed.startPosition());

  public static final JobOption<String> HISTORY_TOPIC =
      JobOption.of(
          ConfigOptions.key("history.topic")
              .stringType()
              .noDefaultValue()
              .withDescription(
                  "Topic of earlier observations. A job without a checkpoint or savepoint reads it "
                      + "from its beginning to the end that it has when the job is submitted; its "
                      + "rows and those of 'topic.observations' get one order."),
          Allowed.topicName());

  public static final JobOption<Integer> SCALER_WARM_UP_ROWS =
      JobOption.of(
          ConfigOptions.key("scaler.warm-up-rows")
              .intType()
              .defaultValue(100)
              .withDescription(
                  "Number of rows whose mean and standard deviation scale the columns from "
                      + "then on; the chains start after them."),
          Allowed.integerFrom(2));

  private StreamOptions() {}
}
