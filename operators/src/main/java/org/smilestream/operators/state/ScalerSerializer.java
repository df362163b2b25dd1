package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.Scaler;

/** The scaler in state: its fields in the order of the record. */
public final class ScalerSerializer extends VersionedSerializer<Scaler> {
  /** The one instance. */
  public static final ScalerSerializer INSTANCE = new ScalerSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private ScalerSerializer() {
    super("the scaler", VERSION);
  }

  @Override
  protected void write(Scaler scaler, DataOutputView target) throws IOException {
    target.writeInt(scaler.version());
    target.writeLong(scaler.rows());
    Fields.writeDoubles(scaler.means(), target);
    Fields.writeDoubles(scaler.deviations(), target);
    target.writeDouble(scaler.targetMean());
    target.writeDouble(scaler.targetDeviation());
  }

  @Override
  protected Scaler read(int version, DataInputView source) throws IOException {
    return new Scaler(
        source.readInt(),
        source.readLong(),
        Fields.readDoubles(source),
        Fields.readDoubles(source),
        source.readDouble(),
        source.readDouble());
  }

  @Override
  public TypeSerializerSnapshot<Scaler> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Scaler> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
