package org.smilestream.operators.diagnostics;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.VersionedSerializer;

/** The newest draws of a chain in state: their number, and each with its length. */
public final class ProbeHistorySerializer extends VersionedSerializer<ProbeHistory> {
  /** The one instance. */
  public static final ProbeHistorySerializer INSTANCE = new ProbeHistorySerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private ProbeHistorySerializer() {
    super("the draws of a chain", VERSION);
  }

  @Override
  protected void write(ProbeHistory history, DataOutputView target) throws IOException {
    target.writeInt(history.draws().length);
    for (float[] draw : history.draws()) {
      Fields.writeFloats(draw, target);
    }
  }

  @Override
  protected ProbeHistory read(int version, DataInputView source) throws IOException {
    float[][] draws = new float[source.readInt()][];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = Fields.readFloats(source);
    }
    return new ProbeHistory(draws);
  }

  @Override
  public TypeSerializerSnapshot<ProbeHistory> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ProbeHistory> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
