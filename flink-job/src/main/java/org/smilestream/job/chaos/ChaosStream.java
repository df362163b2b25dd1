package org.smilestream.job.chaos;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.connectors.replay.ReplayRow;
import org.smilestream.data.Schema;

/**
 * What is sent in a chaos run: the flights, month after month without an end, and among them
 * requests and records that cannot be used. Record i is the same in every run.
 */
final class ChaosStream {
  /** Keys of records that cannot be used begin with it. */
  static final String SPOILED = "spoiled/";

  /** Ids of requests begin with it. */
  static final String REQUEST = "request/";

  /** Every tenth record is a request, but every fiftieth is spoiled. */
  private static final int SPECIAL_EVERY = 10;

  private static final int SPOILED_EVERY = 50;
  private static final Duration MONTH = Duration.ofDays(31);
  private static final JsonMapper JSON = new JsonMapper();

  private final Schema schema = Flights.schema();
  private final List<ReplayRow> flights = Flights.rows();
  private final int partitions;

  ChaosStream(int partitions) {
    this.partitions = partitions;
  }

  /**
   * A record to send.
   *
   * @param request whether it goes to the topic of requests
   */
  record Message(boolean request, int partition, String key, byte[] value) {}

  /** Record i, counted from 0. */
  Message message(long i) {
    if (i % SPECIAL_EVERY < SPECIAL_EVERY - 1) {
      long number = i - i / SPECIAL_EVERY;
      ObjectNode row = observation(number);
      return new Message(false, partition(number), row.get(schema.id()).textValue(), bytes(row));
    }
    ObjectNode row = observation(i - i / SPECIAL_EVERY);
    if (i % SPOILED_EVERY == SPOILED_EVERY - 1) {
      return new Message(false, partition(i), SPOILED + i, spoiled(i / SPOILED_EVERY, row));
    }
    String id = REQUEST + i;
    row.put(schema.id(), id).remove(schema.target());
    return new Message(true, partition(i), id, bytes(row));
  }

  private int partition(long number) {
    return (int) (number % partitions);
  }

  private ObjectNode observation(long number) {
    ReplayRow flight = flights.get((int) (number % flights.size()));
    long month = number / flights.size();
    try {
      ObjectNode row = (ObjectNode) JSON.readTree(flight.value());
      return row.put(schema.id(), month + "/" + flight.id())
          .put(schema.eventTime(), later(flight, month));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String later(ReplayRow flight, long months) {
    return Instant.ofEpochMilli(flight.eventTime()).plus(MONTH.multipliedBy(months)).toString();
  }

  /** The row with something wrong; its id is none of a row that can be used. */
  private byte[] spoiled(long number, ObjectNode row) {
    row.put(schema.id(), SPOILED + number);
    String column = schema.numeric().get(0);
    switch ((int) (number % 8)) {
      case 0 -> {
        return Arrays.copyOf(bytes(row), 40);
      }
      case 1 -> row.put(column, "many");
      case 2 -> row.remove(column);
      case 3 -> row.put(schema.eventTime(), "2010-01-01T00:00:00Z");
      case 4 -> row.put(schema.eventTime(), "2100-01-01T00:00:00Z");
      case 5 -> row.remove(schema.target());
      case 6 -> {
        return new byte[0];
      }
      default -> {
        byte[] noise = new byte[100];
        new SplitMix64(number).nextBytes(noise);
        return noise;
      }
    }
    return bytes(row);
  }

  private static byte[] bytes(ObjectNode row) {
    return row.toString().getBytes(StandardCharsets.UTF_8);
  }
}
