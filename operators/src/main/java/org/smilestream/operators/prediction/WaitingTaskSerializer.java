package org.smilestream.operators.prediction;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.EncodedRowSerializer;
import org.smilestream.operators.state.VersionedSerializer;

/** A row that waits for its prediction, in state: its fields in the order of the record. */
public final class WaitingTaskSerializer extends VersionedSerializer<WaitingTask> {
  /** The one instance. */
  public static final WaitingTaskSerializer INSTANCE = new WaitingTaskSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private WaitingTaskSerializer() {
    super("a waiting task", VERSION);
  }

  @Override
  protected void write(WaitingTask task, DataOutputView target) throws IOException {
    EncodedRowSerializer.INSTANCE.serialize(task.row(), target);
    target.writeLong(task.horizon());
  }

  @Override
  protected WaitingTask read(int version, DataInputView source) throws IOException {
    return new WaitingTask(EncodedRowSerializer.INSTANCE.deserialize(source), source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<WaitingTask> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<WaitingTask> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
