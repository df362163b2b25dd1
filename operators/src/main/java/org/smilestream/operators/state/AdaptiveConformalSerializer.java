package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.posterior.AdaptiveConformal;

/**
 * How far intervals are recalibrated, in state: α_t of each interval, the number of targets, and
 * for each interval that of its misses.
 */
public final class AdaptiveConformalSerializer extends VersionedSerializer<AdaptiveConformal> {
  /** The one instance. */
  public static final AdaptiveConformalSerializer INSTANCE = new AdaptiveConformalSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private AdaptiveConformalSerializer() {
    super("the recalibration", VERSION);
  }

  @Override
  protected void write(AdaptiveConformal conformal, DataOutputView target) throws IOException {
    Fields.writeDoubles(conformal.alphas(), target);
    target.writeLong(conformal.rows());
    for (long misses : conformal.misses()) {
      target.writeLong(misses);
    }
  }

  @Override
  protected AdaptiveConformal read(int version, DataInputView source) throws IOException {
    double[] alphas = Fields.readDoubles(source);
    long rows = source.readLong();
    long[] misses = new long[alphas.length];
    for (int i = 0; i < misses.length; i++) {
      misses[i] = source.readLong();
    }
    return new AdaptiveConformal(alphas, rows, misses);
  }

  @Override
  public TypeSerializerSnapshot<AdaptiveConformal> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<AdaptiveConformal> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
