package org.smilestream.operators.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.util.TimeUtils;
import org.smilestream.data.DeadLetter;
import org.smilestream.data.Row;

/**
 * Rows whose labels come later, in keyed state: features and label meet by the row's id. All is
 * decided in the order of the stream, so no timer is needed.
 *
 * <p>Features wait for the time limit. After that, and when the label has come, the id alone is
 * kept until twice the limit is over, to tell a late or second label from one that never had
 * features. Of more rows than are allowed the oldest are forgotten.
 */
final class LateLabels {
  private static final int NEXT = 0;
  private static final int FIRST_IN_TIME = 1;
  private static final int FIRST_KEPT = 2;

  private final LabelLimits limits;
  private final List<String> classes;
  private final MapState<String, AwaitedLabel> rows;
  private final MapState<Long, String> ids;

  /** The next row's number; the first whose limit is not over; the first that is kept. */
  private final ValueState<long[]> bounds;

  /**
   * @param classes labels of the target; empty for numbers
   */
  LateLabels(RuntimeContext runtime, LabelLimits limits, List<String> classes) {
    this.limits = limits;
    this.classes = classes;
    rows =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "awaited-labels", StringSerializer.INSTANCE, AwaitedLabelSerializer.INSTANCE));
    ids =
        runtime.getMapState(
            new MapStateDescriptor<>(
                "awaited-ids", LongSerializer.INSTANCE, StringSerializer.INSTANCE));
    bounds =
        runtime.getState(
            new ValueStateDescriptor<>("awaited-bounds", LongPrimitiveArraySerializer.INSTANCE));
  }

  /** Whether no row has come yet. */
  boolean isEmpty() throws Exception {
    return bounds.value() == null;
  }

  /**
   * Gives up the rows whose limit is over, and forgets those that were given up or labelled long
   * ago.
   *
   * @param now event time of the stream
   * @param givenUp gets the number of each row that still waited
   */
  void expire(long now, LongConsumer givenUp) throws Exception {
    long[] at = at();
    while (at[FIRST_IN_TIME] < at[NEXT]) {
      AwaitedLabel row = rows.get(ids.get(at[FIRST_IN_TIME]));
      if (now - row.eventTime() <= limits.time()) {
        break;
      }
      if (row.isWaiting()) {
        rows.put(ids.get(row.sequence()), row.expired());
        givenUp.accept(row.sequence());
      }
      at[FIRST_IN_TIME]++;
    }
    while (at[FIRST_KEPT] < at[FIRST_IN_TIME]) {
      AwaitedLabel row = rows.get(ids.get(at[FIRST_KEPT]));
      if ((now - row.eventTime()) / 2 <= limits.time()) {
        break;
      }
      forget(at);
    }
    bounds.update(at);
  }

  /**
   * Takes features in.
   *
   * @param givenUp gets the number of a row that has to make place
   * @return the row's number
   * @throws Refused if the id is known already
   */
  long add(Row features, LongConsumer givenUp) throws Exception {
    AwaitedLabel known = rows.get(features.id());
    if (known != null) {
      throw new Refused(
          DeadLetter.DUPLICATE_FEATURES,
          "features of row '%s' have come before, with event time %s"
              .formatted(features.id(), Instant.ofEpochMilli(known.eventTime())));
    }
    long[] at = at();
    // More than one where the limit was lowered at a restart.
    while (at[NEXT] - at[FIRST_KEPT] >= limits.rows()) {
      AwaitedLabel oldest = rows.get(ids.get(at[FIRST_KEPT]));
      if (oldest.isWaiting()) {
        givenUp.accept(oldest.sequence());
      }
      forget(at);
    }
    long sequence = at[NEXT]++;
    rows.put(features.id(), AwaitedLabel.of(sequence, features));
    ids.put(sequence, features.id());
    bounds.update(at);
    return sequence;
  }

  /**
   * Takes a label in.
   *
   * @return its row, with the features
   * @throws Refused if there is no row that waits for it
   */
  AwaitedLabel take(Row label) throws Exception {
    AwaitedLabel row = rows.get(label.id());
    if (row == null) {
      throw new Refused(
          DeadLetter.NO_FEATURES,
          "label of row '%s' has no features: none have come within %s before it, or more than %d rows have come since"
              .formatted(
                  label.id(),
                  text(Duration.ofMillis(limits.time()).multipliedBy(2)),
                  limits.rows()));
    }
    if (row.isLabelled()) {
      boolean same = row.label() == label.target();
      throw new Refused(
          same ? DeadLetter.DUPLICATE_LABEL : DeadLetter.CHANGED_LABEL,
          "label of row '%s' has come before%s"
              .formatted(
                  label.id(),
                  same
                      ? ""
                      : " as %s, and now is %s"
                          .formatted(name(row.label()), name(label.target()))));
    }
    if (!row.isWaiting()) {
      throw new Refused(
          DeadLetter.LATE_LABEL,
          "label of row '%s' is late: it came %s after the features, and the limit is %s"
              .formatted(
                  label.id(),
                  text(Duration.ofMillis(label.eventTime() - row.eventTime())),
                  text(Duration.ofMillis(limits.time()))));
    }
    rows.put(label.id(), row.labelled(label.target()));
    return row;
  }

  private long[] at() throws Exception {
    long[] at = bounds.value();
    return at == null ? new long[] {0, 0, 0} : at.clone();
  }

  /** Forgets the oldest row. */
  private void forget(long[] at) throws Exception {
    rows.remove(ids.get(at[FIRST_KEPT]));
    ids.remove(at[FIRST_KEPT]);
    at[FIRST_KEPT]++;
    at[FIRST_IN_TIME] = Math.max(at[FIRST_IN_TIME], at[FIRST_KEPT]);
  }

  private String name(double label) {
    return classes.isEmpty() ? Double.toString(label) : "'" + classes.get((int) label) + "'";
  }

  private static String text(Duration duration) {
    return TimeUtils.formatWithHighestUnit(duration);
  }

  /** A record that has no place. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    Refused(String code, String reason) {
      // No stack trace: these come in floods.
      super(reason, null, false, false);
      this.code = code;
    }

    DeadLetter of(Row row) {
      return DeadLetter.ofRow(code, getMessage(), row);
    }

    String code() {
      return code;
    }
  }
}
