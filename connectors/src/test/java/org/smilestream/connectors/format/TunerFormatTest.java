package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smilestream.data.DiagnosticsReport;
import org.smilestream.data.Phase;
import org.smilestream.data.TunerStatistics;

class TunerFormatTest {

  @Test
  void writesAndReadsStatisticsOfAGroup() throws Exception {
    TunerStatistics statistics =
        new TunerStatistics(
            "flights",
            1,
            new int[] {4, 6},
            999,
            0,
            Phase.TUNING,
            1000,
            250,
            60,
            new double[] {0.5, 0.25},
            new double[] {1, Double.NaN},
            new double[] {2, Double.POSITIVE_INFINITY},
            new double[] {Double.NaN, Double.NaN},
            new long[] {3, 0},
            new long[] {1, 0},
            new double[] {-10.5, -11},
            "vector",
            null);
    TunerFormat format = new TunerFormat();

    assertThat(format.key(statistics)).asString().isEqualTo("flights-1");
    assertThat(format.value(statistics))
        .asString()
        .isEqualTo(
            "{\"type\":\"tuner\",\"model\":\"flights\",\"group\":1,\"chains\":[4,6],"
                + "\"sequence\":999,\"eventTime\":\"1970-01-01T00:00:00Z\",\"phase\":\"TUNING\","
                + "\"windowRows\":1000,\"steps\":250,\"skippedSteps\":60,\"stepSizes\":[0.5,0.25],"
                + "\"energyErrorMeans\":[1.0,null],\"energyErrorSpreads\":[2.0,null],"
                + "\"normalisedEnergyErrors\":[null,null],\"rejections\":[3,0],\"divergences\":[1,0],"
                + "\"logDensities\":[-10.5,-11.0],\"engine\":\"vector\"}");
    TunerStatistics read = format.read(format.value(statistics));
    assertThat(read.skippedSteps()).isEqualTo(60);
    assertThat(read.chains()).containsExactly(4, 6);
    assertThat(read.divergences()).containsExactly(1, 0);
  }

  @Test
  void writesDiagnosticsOfAModel() {
    DiagnosticsReport report =
        new DiagnosticsReport(
            "flights",
            0,
            999,
            1.01,
            350,
            800,
            -3.5,
            4.75,
            6.25,
            9.5,
            0.5,
            0.875,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            new double[] {1.5, 0.5});
    DiagnosticsFormat format = new DiagnosticsFormat();

    assertThat(format.key(report)).asString().isEqualTo("flights");
    assertThat(format.value(report))
        .asString()
        .isEqualTo(
            "{\"type\":\"diagnostics\",\"model\":\"flights\","
                + "\"eventTime\":\"1970-01-01T00:00:00Z\",\"sequence\":999,\"rhat\":1.01,"
                + "\"ess\":350.0,\"scoredRows\":800,\"logPredictiveDensity\":-3.5,\"crps\":4.75,"
                + "\"meanAbsoluteError\":6.25,\"rootMeanSquaredError\":9.5,\"coverage50\":0.5,"
                + "\"coverage90\":0.875,\"pitHistogram\":[1.5,0.5]}");
  }
}
