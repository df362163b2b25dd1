package org.smilestream.data;

/**
 * How a group of chains has fared since the last record. Arrays have one entry a chain.
 *
 * @param group number of the chain group
 * @param chains numbers of its chains within the model
 * @param sequence the last row that the group has learned from
 * @param windowRows number of rows N that the posterior stands for
 * @param steps number of steps of each chain since its start
 * @param skippedSteps number of steps of each chain since its start that were left out because the
 *     group was behind
 * @param stepSizes ε
 * @param energyErrorMeans mean of |ΔE| over the steps since the last record
 * @param energyErrorSpreads standard deviation of |ΔE| over those steps
 * @param normalisedEnergyErrors ξ = ΔE²/d at the newest probe; NaN where the tuner makes none
 * @param rejections steps rejected since the chain's start
 * @param divergences steps since the last record whose ΔE was not a finite number
 * @param logDensities ℓ at the newest step
 * @param event what happened to the group, in words; null where nothing did
 */
public record TunerStatistics(
    String model,
    int group,
    int[] chains,
    long sequence,
    long eventTime,
    Phase phase,
    long windowRows,
    long steps,
    long skippedSteps,
    double[] stepSizes,
    double[] energyErrorMeans,
    double[] energyErrorSpreads,
    double[] normalisedEnergyErrors,
    long[] rejections,
    long[] divergences,
    double[] logDensities,
    String engine,
    String event) {

  /** The same with one thing more that happened. */
  public TunerStatistics withEvent(String further) {
    return new TunerStatistics(
        model,
        group,
        chains,
        sequence,
        eventTime,
        phase,
        windowRows,
        steps,
        skippedSteps,
        stepSizes,
        energyErrorMeans,
        energyErrorSpreads,
        normalisedEnergyErrors,
        rejections,
        divergences,
        logDensities,
        engine,
        event == null ? further : event + "; " + further);
  }
}
