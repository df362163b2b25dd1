package org.smilestream.sampler;

import java.util.Optional;
import java.util.ServiceLoader;
import org.smilestream.model.ModelSpec;

/**
 * Chains of an engine that keeps them elsewhere than on the heap; found with {@link ServiceLoader}.
 */
public interface ChainGroupProvider {

  /** Name of the engine. */
  String engine();

  /** Whether it has this sampler; if not, its chains live on the heap. */
  boolean supports(SamplerSettings settings);

  /**
   * Chains that start at given positions.
   *
   * @param maxRows rows of the largest minibatch
   * @param numbers of the chains within the model, by which random numbers are drawn
   */
  ChainGroup create(
      ModelSpec spec, SamplerSettings settings, int maxRows, int[] numbers, double[][] positions);

  /** The provider for an engine and a sampler; empty where chains live on the heap. */
  static Optional<ChainGroupProvider> find(String engine, SamplerSettings settings) {
    return ServiceLoader.load(ChainGroupProvider.class, ChainGroupProvider.class.getClassLoader())
        .stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.engine().equals(engine) && provider.supports(settings))
        .findFirst();
  }
}
