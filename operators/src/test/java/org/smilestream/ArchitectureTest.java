package org.smilestream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.smilestream", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FLINK_ONLY_IN_OPERATORS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.smilestream.operators..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.flink..");

  @ArchTest
  static final ArchRule ARROWS_POINT_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("operators")
          .definedBy("org.smilestream.operators..")
          .layer("learner")
          .definedBy("org.smilestream.learner..")
          .layer("posterior")
          .definedBy("org.smilestream.posterior..")
          .layer("sampler")
          .definedBy("org.smilestream.sampler..")
          .layer("engine")
          .definedBy("org.smilestream.engine..")
          .layer("model")
          .definedBy("org.smilestream.model..")
          .layer("data")
          .definedBy("org.smilestream.data..")
          .whereLayer("operators")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("learner")
          .mayOnlyBeAccessedByLayers("operators")
          .whereLayer("posterior")
          .mayOnlyBeAccessedByLayers("operators")
          .whereLayer("sampler")
          .mayOnlyBeAccessedByLayers("learner", "operators")
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("sampler", "learner", "operators")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("engine", "sampler", "posterior", "learner", "operators")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("posterior", "learner", "operators");
}
