package org.smilestream.sampler;

import java.util.Arrays;
import org.smilestream.engine.StochasticLogDensity;
import org.smilestream.model.Minibatch;

/**
 * The SMILE step (Sommer, Diao, Robnik, Seljak, Rügamer, "Can Microcanonical Langevin Dynamics
 * Leverage Mini-Batch Gradient Noise?", ICML 2026, arXiv 2602.06500): microcanonical dynamics
 * driven by minibatch gradients. No noise is added; the minibatch noise of the gradient is the
 * refreshment.
 *
 * <p>One step: a minimal-norm integration step scaled by the preconditioner, its energy error ΔE =
 * ΔK + ℓ_prev − ℓ_new, the tuner's judgement, and the preconditioner's update.
 */
public final class MicrocanonicalSampler implements Sampler {
  private final Preconditioner preconditioner;
  private final double preconditionerWeight;
  private final double priorPrecision;
  private final Tuner tuner;
  private final double initialStepSize;
  private final MinimalNormIntegrator integrator;
  private final double[] inverseScale;
  private final double[] freshGradient;

  MicrocanonicalSampler(
      int dimension,
      Preconditioner preconditioner,
      int preconditionerWindow,
      double priorPrecision,
      Tuner tuner,
      double initialStepSize) {
    this.preconditioner = preconditioner;
    preconditionerWeight = 1.0 / preconditionerWindow;
    this.priorPrecision = priorPrecision;
    this.tuner = tuner;
    this.initialStepSize = initialStepSize;
    integrator = new MinimalNormIntegrator(dimension);
    inverseScale = new double[dimension];
    freshGradient = new double[dimension];
  }

  @Override
  public ChainState start(double[] position) {
    ChainState state = ChainState.at(position, initialStepSize);
    preconditioner.start(state);
    return state;
  }

  /**
   * ḡ and σ stay too: a step size that was found with them is too large without, for coordinates
   * whose gradients are noisier than most.
   */
  @Override
  public ChainState restart(ChainState before, double[] position) {
    ChainState state = Sampler.super.restart(before, position);
    Vectors.copy(before.averages, state.averages);
    Vectors.copy(before.deviations, state.deviations);
    return state;
  }

  @Override
  public void step(
      StochasticLogDensity density,
      ChainState current,
      Minibatch batch,
      int chain,
      ChainState next,
      StepInfo info) {
    preconditioner.inverseScale(current, priorPrecision * batch.likelihoodWeight(), inverseScale);
    double[] startGradient = current.preconditionedGradient;
    double startLogDensity = current.logDensity;
    info.probe = tuner.probes(current);
    if (info.probe) {
      startLogDensity =
          integrator.evaluate(
              density, batch, current.position, inverseScale, current.velocity, freshGradient);
      startLogDensity = refine(density, startLogDensity, current.position, batch);
      startGradient = freshGradient;
    }
    integrator.step(density, batch, current, startGradient, inverseScale, next);

    if (info.probe) {
      next.logDensity = refine(density, next.logDensity, next.position, batch);
    }
    boolean hasStart = info.probe || current.age() > 0;
    double potentialChange = hasStart ? startLogDensity - next.logDensity : 0;
    info.middleLogDensity = integrator.middleLogDensity();
    info.logDensity = next.logDensity;
    info.energyError = integrator.kineticChange() + potentialChange;
    info.normalisedEnergyError = info.energyError * info.energyError / current.dimension();
    next.stepShare = current.stepShare;
    tuner.judge(current, next, info);

    next.step = current.step + 1;
    next.startStep = current.startStep;
    next.rejections = current.rejections + (info.rejected ? 1 : 0);
    next.reseeds = current.reseeds;
    next.decoherenceLength = current.decoherenceLength;
    preconditioner.update(current, integrator.gradient(), preconditionerWeight, next);
    if (info.rejected) {
      rollBack(
          current, startGradient, startLogDensity, next, tuner.rollsBackAll() || info.divergent());
    }
  }

  private double refine(
      StochasticLogDensity density, double logDensity, double[] position, Minibatch batch) {
    return density.refine(logDensity, tuner.tolerance(position.length), position, batch);
  }

  private static void rollBack(
      ChainState current,
      double[] startGradient,
      double startLogDensity,
      ChainState next,
      boolean all) {
    Vectors.copy(current.position, next.position);
    Arrays.fill(next.velocity, 0);
    if (all) {
      Vectors.copy(startGradient, next.preconditionedGradient);
      Vectors.copy(current.averages, next.averages);
      Vectors.copy(current.deviations, next.deviations);
      next.logDensity = startLogDensity;
    }
  }

  @Override
  public int sharingInterval() {
    return tuner.sharingInterval();
  }

  @Override
  public void share(ChainState[] states, StepInfo[] infos) {
    tuner.share(states, infos);
  }
}
