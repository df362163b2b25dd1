package org.smilestream.engine.cuda;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.smilestream.model.ModelSpec;
import org.smilestream.sampler.ChainGroup;
import org.smilestream.sampler.ChainGroupProvider;
import org.smilestream.sampler.SamplerSettings;

/** The chains of the engine {@code cuda}: {@code smile} and {@code psmile}, stationary tuner. */
public final class CudaChainGroupProvider implements ChainGroupProvider {
  private static final Logger LOG = LoggerFactory.getLogger(CudaChainGroupProvider.class);

  @Override
  public String engine() {
    return CudaEngineProvider.NAME;
  }

  @Override
  public boolean supports(SamplerSettings settings) {
    boolean supported =
        switch (settings.name()) {
          case SMILE, PSMILE ->
              settings.usedTuner().equals(Optional.of(SamplerSettings.TunerName.STATIONARY));
          default -> false;
        };
    if (!supported) {
      LOG.warn(
          "Engine 'cuda' has the samplers smile and psmile with the stationary tuner: the chains of"
              + " {} live on the host.",
          settings.name());
    }
    return supported;
  }

  @Override
  public ChainGroup create(
      ModelSpec spec, SamplerSettings settings, int maxRows, int[] numbers, double[][] positions) {
    KernelSource source = KernelSource.of(spec, settings, maxRows);
    Card card = new DriverCard(source);
    try {
      return new CudaChainGroup(card, source, spec, settings, maxRows, numbers, positions);
    } catch (RuntimeException e) {
      card.close();
      throw e;
    }
  }
}
