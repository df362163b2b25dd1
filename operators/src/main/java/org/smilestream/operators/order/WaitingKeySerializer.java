package org.smilestream.operators.order;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.VersionedSerializer;

/**
 * The place of a waiting row, in state. A key is found by its bytes: another version would not find
 * the keys of this one.
 */
public final class WaitingKeySerializer extends VersionedSerializer<WaitingKey> {
  /** The one instance. */
  public static final WaitingKeySerializer INSTANCE = new WaitingKeySerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private WaitingKeySerializer() {
    super("the place of a waiting row", VERSION);
  }

  @Override
  protected void write(WaitingKey key, DataOutputView target) throws IOException {
    target.writeLong(key.eventTime());
    target.writeInt(key.index());
  }

  @Override
  protected WaitingKey read(int version, DataInputView source) throws IOException {
    return new WaitingKey(source.readLong(), source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<WaitingKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<WaitingKey> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
