package org.smilestream.operators;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** What the operators' tests share. */
public final class Harnesses {
  private Harnesses() {}

  /** The values of the main output so far, without watermarks. */
  @SuppressWarnings("unchecked")
  public static <T> List<T> values(AbstractStreamOperatorTestHarness<T> harness) {
    List<T> values = new ArrayList<>();
    for (Object element : harness.getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        values.add((T) record.getValue());
      }
    }
    return values;
  }

  public static <T> List<T> values(AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
    List<T> values = new ArrayList<>();
    var output = harness.getSideOutput(tag);
    if (output != null) {
      output.forEach(record -> values.add(record.getValue()));
    }
    return values;
  }

  /** Takes a checkpoint and stops the operator, as a failure right after the checkpoint would. */
  public static OperatorSubtaskState kill(AbstractStreamOperatorTestHarness<?> harness)
      throws Exception {
    OperatorSubtaskState state = harness.snapshot(1, 1);
    harness.close();
    return state;
  }
}
