package org.smilestream.job.options;

import java.time.Duration;
import java.util.Map;
import org.apache.flink.util.TimeUtils;
import org.smilestream.connectors.kafka.KafkaSinks;

/** Makes the settings of checkpoints and delivery of what {@link RuntimeOptions} say. */
final class RuntimeReader {
  /** Flink's default is none: a disk that is full for a while would throw the job back. */
  private static final int MOST_CHECKPOINT_FAILURES = 10;

  private RuntimeReader() {}

  static JobSettings.Runtime read(OptionReader options, Map<String, String> client) {
    Delivery delivery = EnumNames.constant(Delivery.class, options.get(RuntimeOptions.DELIVERY));
    Duration interval = options.get(RuntimeOptions.CHECKPOINT_INTERVAL);
    Duration timeout = options.get(RuntimeOptions.CHECKPOINT_TIMEOUT);
    return new JobSettings.Runtime(
        delivery,
        interval,
        timeout,
        tolerableCheckpointFailures(delivery, interval, timeout, client),
        options.find(RuntimeOptions.CHECKPOINT_DIRECTORY),
        options.get(RuntimeOptions.STATE_BACKEND),
        options.find(RuntimeOptions.PARALLELISM),
        options.get(ChallengerOptions.DROP_REMOVED));
  }

  /**
   * How many checkpoints in a row may fail before the job goes back to the last good one. The
   * broker aborts a transaction that is open longer than its timeout, with all that is in it, and
   * what was written in it before a checkpoint that fails is committed after the next one that does
   * not. A checkpoint that fails takes the interval or the timeout, whichever is longer.
   */
  private static int tolerableCheckpointFailures(
      Delivery delivery, Duration interval, Duration timeout, Map<String, String> client) {
    if (delivery != Delivery.EXACTLY_ONCE) {
      return MOST_CHECKPOINT_FAILURES;
    }
    long transaction = transactionTimeout(client.get("transaction.timeout.ms"));
    long checkpoints = (transaction - 1) / interval.plus(timeout).toMillis();
    if (checkpoints < 2) {
      throw new InvalidConfigurationException(
          "options '%s' and '%s' cannot be '%s' and '%s' with exactly-once delivery: twice their sum must be below the transactions' timeout of %s"
              .formatted(
                  RuntimeOptions.CHECKPOINT_INTERVAL.key(),
                  RuntimeOptions.CHECKPOINT_TIMEOUT.key(),
                  TimeUtils.formatWithHighestUnit(interval),
                  TimeUtils.formatWithHighestUnit(timeout),
                  TimeUtils.formatWithHighestUnit(Duration.ofMillis(transaction))));
    }
    return (int) Math.min(MOST_CHECKPOINT_FAILURES, checkpoints - 1);
  }

  private static long transactionTimeout(String millis) {
    try {
      return millis == null ? KafkaSinks.TRANSACTION_TIMEOUT_MILLIS : Long.parseLong(millis);
    } catch (NumberFormatException e) {
      throw new InvalidConfigurationException(
          "option '%stransaction.timeout.ms' cannot be '%s': it takes a number of milliseconds"
              .formatted(KafkaOptions.CLIENT_PREFIX, millis));
    }
  }
}
