package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.EncodedRow;

/**
 * A row of the window of a key's model: what is learned from, the features in float32, to which
 * they were rounded when the row came. Its id and its raw target are left out.
 */
public final class WindowRowSerializer extends VersionedSerializer<EncodedRow> {
  /** The one instance. */
  public static final WindowRowSerializer INSTANCE = new WindowRowSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private WindowRowSerializer() {
    super("a row of a key's window", VERSION);
  }

  @Override
  protected void write(EncodedRow row, DataOutputView target) throws IOException {
    target.writeLong(row.sequence());
    target.writeLong(row.eventTime());
    target.writeInt(row.numeric().length);
    for (double value : row.numeric()) {
      target.writeFloat((float) value);
    }
    Fields.writeInts(row.categories(), target);
    target.writeDouble(row.target());
    target.writeInt(row.scalerVersion());
  }

  @Override
  protected EncodedRow read(int version, DataInputView source) throws IOException {
    long sequence = source.readLong();
    long eventTime = source.readLong();
    double[] numeric = new double[source.readInt()];
    for (int i = 0; i < numeric.length; i++) {
      numeric[i] = source.readFloat();
    }
    return new EncodedRow(
        sequence,
        "",
        eventTime,
        numeric,
        Fields.readInts(source),
        source.readDouble(),
        Double.NaN,
        source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<EncodedRow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<EncodedRow> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
