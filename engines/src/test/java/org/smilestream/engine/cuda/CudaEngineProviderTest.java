package org.smilestream.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.junit.jupiter.api.Test;
import org.smilestream.engine.Engines;
import org.smilestream.sampler.ChainGroupProvider;
import org.smilestream.sampler.Preconditioner;
import org.smilestream.sampler.PublishedTunerSettings;
import org.smilestream.sampler.SamplerSettings;

class CudaEngineProviderTest {

  @Test
  void saysWhyItCannotRun() {
    assumeFalse(new CudaEngineProvider().unavailableBecause().isEmpty(), "there is a card");

    assertThatThrownBy(() -> Engines.find("cuda"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("engine 'cuda' cannot run here: CUDA does not load: ")
        .hasMessageContaining("docs/engines.md");
  }

  private static SamplerSettings settings(
      SamplerSettings.Name name, SamplerSettings.TunerName tuner) {
    return new SamplerSettings(
        name,
        Preconditioner.NOISE_VARIANCE,
        SamplerSettings.PRECONDITIONER_WINDOW,
        tuner,
        PublishedTunerSettings.DEFAULT,
        Double.NaN,
        Double.NaN,
        SamplerSettings.PROBE_INTERVAL,
        0,
        20,
        1);
  }

  @Test
  void hasTheChainsOfItsSamplersAndOfNoOtherEngine() {
    SamplerSettings psmile =
        settings(SamplerSettings.Name.PSMILE, SamplerSettings.TunerName.STATIONARY);
    SamplerSettings published =
        settings(SamplerSettings.Name.PSMILE, SamplerSettings.TunerName.PUBLISHED);
    SamplerSettings mclmc =
        settings(SamplerSettings.Name.MCLMC, SamplerSettings.TunerName.STATIONARY);

    assertThat(ChainGroupProvider.find("cuda", psmile)).isPresent();
    assertThat(ChainGroupProvider.find("cuda", published)).isEmpty();
    assertThat(ChainGroupProvider.find("cuda", mclmc)).isEmpty();
    assertThat(ChainGroupProvider.find("vector", psmile)).isEmpty();
  }
}
