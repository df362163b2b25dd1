package org.smilestream.operators.chains;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.smilestream.data.EncodedRow;
import org.smilestream.engine.Engines;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;
import org.smilestream.operators.state.ChainStateSerializer;
import org.smilestream.sampler.ChainState;

/**
 * Prints what chains on the vector engine come to, through two warm starts and rounds under the
 * stationary tuner: for each round a checksum of all that is in their states.
 */
final class ChainBits {
  private static final int ROWS = 110;

  private ChainBits() {}

  public static void main(String[] arguments) throws IOException {
    lines().forEach(System.out::println);
  }

  static List<String> lines() throws IOException {
    LearnerSettings settings = Streams.settings();
    LogDensityEngine engine = Engines.find("vector").create(Streams.SPEC, settings.engineRows());
    ChainGroupLearner learner =
        new ChainGroupLearner("test", 0, new int[] {0, 2}, Streams.SPEC, settings, engine);
    List<String> lines = new ArrayList<>();
    for (EncodedRow row : Streams.rows(ROWS)) {
      if (learner.learn(row, false).isPresent()) {
        lines.add(
            engine.name() + " " + row.sequence() + " " + checksum(learner.snapshot().chains()));
      }
    }
    return lines;
  }

  private static String checksum(List<ChainState> states) throws IOException {
    DataOutputSerializer output = new DataOutputSerializer(1024);
    for (ChainState state : states) {
      ChainStateSerializer.INSTANCE.serialize(state, output);
    }
    CRC32 checksum = new CRC32();
    checksum.update(output.getSharedBuffer(), 0, output.length());
    return Long.toHexString(checksum.getValue());
  }
}
