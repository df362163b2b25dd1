package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;

class PosteriorSampleFormatTest {
  private static final PosteriorSample SAMPLE = sample(new float[] {0.25f, -1});

  private final PosteriorSampleFormat format = new PosteriorSampleFormat();

  private static PosteriorSample sample(float[] probeOutputs) {
    return new PosteriorSample(
        "m",
        5,
        2,
        300,
        Phase.SAMPLING,
        41,
        64,
        1,
        new float[] {1, -2, Float.MIN_VALUE},
        probeOutputs);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    assertThat(format.key(SAMPLE)).asString().isEqualTo("m-5-2");
    assertThat(format.read(format.value(SAMPLE))).usingRecursiveComparison().isEqualTo(SAMPLE);
    PosteriorSample noProbes = sample(null);
    assertThat(format.read(format.value(noProbes)).probeOutputs()).isNull();
  }

  /** Consumers have the schema, and compacted topics hold old bytes: version 1 stays as it is. */
  @Test
  void theBytesOfVersion1StayAsTheyAre() {
    String expected =
        "02" // version 1, as all integers zigzag
            + "026d" // "m"
            + "0a" // chain
            + "04" // slot
            + "d804" // step
            + "04" // SAMPLING, the third
            + "52" // last sequence
            + "8001" // last event time
            + "02" // scaler version
            + "18" // 12 bytes
            + "0000803f000000c001000000"
            + "02" // the second branch: bytes
            + "10"
            + "0000803e000080bf";

    assertThat(HexFormat.of().formatHex(format.value(SAMPLE))).isEqualTo(expected);
  }

  @Test
  void refusesOtherVersionsAndDamagedBytes() {
    byte[] newer = format.value(SAMPLE);
    newer[0] = 4;
    byte[] cut = Arrays.copyOf(format.value(SAMPLE), 9);

    assertThatThrownBy(() -> format.read(newer))
        .isInstanceOf(IOException.class)
        .hasMessage("posterior sample of version 2, but only version 1 can be read");
    assertThatThrownBy(() -> format.read(cut)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> format.read(new byte[0])).isInstanceOf(IOException.class);
  }
}
