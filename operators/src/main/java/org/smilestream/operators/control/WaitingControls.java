package org.smilestream.operators.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlAcknowledgement.Status;
import org.smilestream.data.ControlRecord;
import org.smilestream.data.EncodedRow;
import org.smilestream.operators.state.ControlRecordSerializer;

/**
 * Gives each control record its place among the rows: right before the first one whose event time
 * is not before its own. In the keyed state of an operator that sees all rows under one key, and
 * with it what all records so far have changed.
 *
 * <p>A record that comes when such a row has left is late. It takes its place before the next row,
 * and the acknowledgement says so: which row that is depends on when the record came.
 */
public final class WaitingControls {
  /** More would wait for a time that does not come. */
  public static final int MOST_WAITING = 1000;

  private static final Comparator<ControlRecord> IN_ORDER =
      Comparator.comparingLong(ControlRecord::from).thenComparing(ControlRecord::origin);

  private final String model;
  private final int warmUpRows;
  private final LiveSettings settings;
  private final ListState<ControlRecord> state;
  private final ValueState<LiveChanges> changes;

  /** What is in {@link #state}, in order; null until it is read. */
  private List<ControlRecord> waiting;

  /**
   * @param warmUpRows rows before the chains start
   */
  public WaitingControls(
      RuntimeContext runtime, String model, int warmUpRows, LiveSettings settings) {
    this.model = model;
    this.warmUpRows = warmUpRows;
    this.settings = settings;
    state =
        runtime.getListState(
            new ListStateDescriptor<>("waiting-controls", ControlRecordSerializer.INSTANCE));
    changes =
        runtime.getState(
            new ValueStateDescriptor<>("live-changes", LiveChangesSerializer.INSTANCE));
  }

  /** Takes a record in; says whether it waits now or cannot be used. */
  public ControlAcknowledgement add(ControlRecord record) throws Exception {
    try {
      if (record.kind() == ControlRecord.Kind.RETIRE) {
        throw new IllegalArgumentException(
            "there is no model for each key; a model beside others is retired by a start without it");
      }
      settings.check(record.options());
      if (waiting().size() >= MOST_WAITING) {
        throw new IllegalArgumentException(MOST_WAITING + " others wait for their time");
      }
    } catch (IllegalArgumentException e) {
      return ControlAcknowledgement.of(model, record, Status.REFUSED, e.getMessage());
    }
    waiting().add(record);
    waiting().sort(IN_ORDER);
    state.update(waiting());
    return ControlAcknowledgement.of(model, record, Status.WAITING, null);
  }

  /**
   * All that counts from a row on.
   *
   * @param row the next in the order of learning
   * @param newest event time of the one before it, in milliseconds since the epoch; null if there
   *     is none
   * @param out takes what became of the records whose time has come
   * @return null where nothing changes before the row
   */
  public LiveChanges before(EncodedRow row, Long newest, Consumer<ControlAcknowledgement> out)
      throws Exception {
    if (!isDue(row)) {
      return null;
    }
    LiveChanges now = changes.value() == null ? LiveChanges.NONE : changes.value();
    LiveChanges then = now;
    while (isDue(row)) {
      ControlRecord record = waiting.remove(0);
      try {
        then = applied(then, record, row);
        boolean late = newest != null && record.from() <= newest;
        out.accept(
            ControlAcknowledgement.at(
                row, model, record, late ? Status.LATE : Status.APPLIED, null));
      } catch (IllegalArgumentException e) {
        out.accept(ControlAcknowledgement.at(row, model, record, Status.REFUSED, e.getMessage()));
      }
    }
    state.update(waiting);
    if (then.equals(now)) {
      return null;
    }
    changes.update(then);
    return then;
  }

  private boolean isDue(EncodedRow row) throws Exception {
    return !waiting().isEmpty() && waiting.get(0).from() <= row.eventTime();
  }

  private List<ControlRecord> waiting() throws Exception {
    if (waiting == null) {
      waiting = new ArrayList<>();
      state.get().forEach(waiting::add);
      waiting.sort(IN_ORDER);
    }
    return waiting;
  }

  private LiveChanges applied(LiveChanges before, ControlRecord record, EncodedRow row) {
    return switch (record.kind()) {
      case SET -> {
        LiveChanges after = before.with(record.options());
        settings.with(after.options());
        yield after;
      }
      case PAUSE -> before.paused(true);
      case RESUME -> before.paused(false);
      case REWARM -> {
        if (before.paused()) {
          throw new IllegalArgumentException("learning pauses: it has to go on first");
        }
        if (row.sequence() < warmUpRows) {
          throw new IllegalArgumentException(
              "the chains have not started: they do after " + warmUpRows + " rows");
        }
        yield before.rewarmed();
      }
      case ANSWERS, RETIRE ->
          throw new IllegalStateException(record.kind() + " has no place among rows");
    };
  }
}
