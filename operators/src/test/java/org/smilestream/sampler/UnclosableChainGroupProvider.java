package org.smilestream.sampler;

import java.lang.reflect.Proxy;
import org.smilestream.engine.ScalarEngineProvider;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** Chains of the scalar engine that cannot be closed, as those of a card that has failed. */
public final class UnclosableChainGroupProvider implements ChainGroupProvider {
  public static final String FAILURE = "the card has failed";

  /** Off but while a test needs it. */
  public static volatile boolean on;

  /** How often one was to be closed. */
  public static volatile int closed;

  @Override
  public String engine() {
    return "scalar";
  }

  @Override
  public boolean supports(SamplerSettings settings) {
    return on;
  }

  @Override
  public ChainGroup create(
      ModelSpec spec, SamplerSettings settings, int maxRows, int[] numbers, double[][] positions) {
    ChainGroup chains =
        new HostChainGroup(
            settings.create(spec.dimension(), spec.prior().precision()),
            new ScalarEngineProvider().create(spec, maxRows),
            Minibatch.forModel(spec, maxRows),
            numbers,
            positions);
    return (ChainGroup)
        Proxy.newProxyInstance(
            ChainGroup.class.getClassLoader(),
            new Class<?>[] {ChainGroup.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed++;
                throw new IllegalStateException(FAILURE);
              }
              return method.invoke(chains, arguments);
            });
  }
}
