package org.smilestream.job.bench.uci;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a run on one set and split gave. Numbers are in the units of the standardised target; a
 * number that does not apply is null.
 *
 * @param seed of the split
 * @param chainSeed of the chains
 * @param lppd on the test rows, over all samples of all chains
 * @param validationLppd the same on the validation rows: what choices are made by
 * @param ensembleLppd that of the warm starts alone, on the test rows
 * @param rmse of the predictive means on the test rows
 * @param coverage share of the test rows within the central interval of each nominal coverage
 * @param rhat rank-normalised split R̂ of function values: the median over {@value
 *     ChainRecorder#PROBES} test inputs
 * @param ess effective sample size of the function values of one chain: mean over chains and inputs
 * @param lowestEss that of the chain that has the lowest one, mean over inputs
 * @param chainStepsPerSecond steps of all chains together in a second of the warm-up, the first
 *     fifth of it left out
 * @param stepSizes at the end, by chain
 * @param stepSizeRange smallest and largest step size while sampling, over all chains
 * @param rejectedShares share of the steps rejected while sampling, by chain
 * @param reseeded number of chains that were put at another one's position
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record UciResult(
    String task,
    long seed,
    long chainSeed,
    String sampler,
    String tuner,
    String preconditioner,
    String engine,
    double lppd,
    double validationLppd,
    double ensembleLppd,
    double rmse,
    Map<String, Double> coverage,
    double rhat,
    double ess,
    double lowestEss,
    double chainStepsPerSecond,
    List<Double> stepSizes,
    List<Double> stepSizeRange,
    List<Double> rejectedShares,
    long reseeded,
    double seconds) {}
