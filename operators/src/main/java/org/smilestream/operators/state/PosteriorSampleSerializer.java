package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;

/** A sample in state: its fields in the order of the record, the phase by its name. */
public final class PosteriorSampleSerializer extends VersionedSerializer<PosteriorSample> {
  /** The one instance. */
  public static final PosteriorSampleSerializer INSTANCE = new PosteriorSampleSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private PosteriorSampleSerializer() {
    super("a posterior sample", VERSION);
  }

  @Override
  protected void write(PosteriorSample sample, DataOutputView target) throws IOException {
    Fields.writeString(sample.model(), target);
    target.writeInt(sample.chain());
    target.writeInt(sample.slot());
    target.writeLong(sample.step());
    Fields.writeString(sample.phase().name(), target);
    target.writeLong(sample.lastSequence());
    target.writeLong(sample.lastEventTime());
    target.writeInt(sample.scalerVersion());
    Fields.writeFloats(sample.position(), target);
    Fields.writeFloats(sample.probeOutputs(), target);
  }

  @Override
  protected PosteriorSample read(int version, DataInputView source) throws IOException {
    return new PosteriorSample(
        Fields.readString(source),
        source.readInt(),
        source.readInt(),
        source.readLong(),
        Phase.valueOf(Fields.readString(source)),
        source.readLong(),
        source.readLong(),
        source.readInt(),
        Fields.readFloats(source),
        Fields.readFloats(source));
  }

  @Override
  public TypeSerializerSnapshot<PosteriorSample> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PosteriorSample> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
