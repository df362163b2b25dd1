package org.smilestream.connectors.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/**
 * Where the observations begin for a job without a checkpoint to go on from.
 *
 * @param text {@code committed}: the offsets that the group has committed, and the earliest where
 *     there are none; {@code earliest}; {@code latest}; or an instant such as {@code
 *     2026-01-31T00:00:00Z}: the first record that Kafka got then or later
 */
public record StartPosition(String text) {
  private static final String EARLIEST = "earliest";
  private static final String LATEST = "latest";

  /** The offsets that the group has committed, and the earliest where there are none. */
  public static final StartPosition COMMITTED = new StartPosition("committed");

  /**
   * @throws IllegalArgumentException if it is none of these
   */
  public StartPosition {
    if (!isValid(text)) {
      throw new IllegalArgumentException("no position in a topic: " + text);
    }
  }

  /** Whether a text names a position. */
  public static boolean isValid(String text) {
    return switch (text) {
      case "committed", EARLIEST, LATEST -> true;
      default -> isInstant(text);
    };
  }

  private static boolean isInstant(String text) {
    try {
      return Instant.parse(text).toEpochMilli() >= 0;
    } catch (DateTimeException | ArithmeticException e) {
      return false;
    }
  }

  OffsetsInitializer offsets() {
    return switch (text) {
      case "committed" -> committedElseEarliest();
      case EARLIEST -> OffsetsInitializer.earliest();
      case LATEST -> OffsetsInitializer.latest();
      default -> OffsetsInitializer.timestamp(Instant.parse(text).toEpochMilli());
    };
  }

  /** Kafka has deprecated the type that the connector still asks for. */
  @SuppressWarnings("deprecation")
  private static OffsetsInitializer committedElseEarliest() {
    return OffsetsInitializer.committedOffsets(
        org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
  }
}
