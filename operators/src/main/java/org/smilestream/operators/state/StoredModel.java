package org.smilestream.operators.state;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Which model the state of an operator belongs to. It is looked at when the state is restored,
 * before the first row: state that means something else to this job is refused, and no restart is
 * tried, as it would fare no better.
 */
public final class StoredModel {
  private static final int MOST_NAMED = 3;

  private StoredModel() {}

  /**
   * Notes the job's model beside an operator's state.
   *
   * @throws SuppressRestartsException if the state that was restored is another model's; its cause
   *     says in one sentence what differs and what to do
   */
  public static void require(ModelFingerprint model, OperatorStateStore store) throws Exception {
    // Every subtask notes it, and each sees all notes, at whatever parallelism.
    ListState<ModelFingerprint> state =
        store.getUnionListState(
            new ListStateDescriptor<>("model", ModelFingerprintSerializer.INSTANCE));
    for (ModelFingerprint saved : state.get()) {
      List<String> differences = model.differences(saved);
      if (!differences.isEmpty()) {
        throw new SuppressRestartsException(new IllegalStateException(message(differences)));
      }
    }
    state.update(List.of(model));
  }

  private static String message(List<String> differences) {
    int unnamed = Math.max(0, differences.size() - MOST_NAMED);
    return "The state that the job is to go on from belongs to another model: "
        + String.join(", ", differences.subList(0, differences.size() - unnamed))
        + (unnamed == 0 ? "" : " (and " + unnamed + " more)")
        + "; to start the new model from the topic's history, set another 'kafka.group-id' and start"
        + " the job without a savepoint (neither --from nor -s).";
  }
}
