import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.LowerCaseFilter;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** The parts of the plugin analysis-icu, and of the module analysis-common, that Dust's indices use; neither is in Maven Central. */
public final class Analysis extends Plugin implements AnalysisPlugin {
  @Override
  public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
    return Map.of("icu_tokenizer", (index, environment, name, settings) -> new AbstractTokenizerFactory(index, settings, name) {
      @Override
      public Tokenizer create() {
        return new ICUTokenizer();
      }
    });
  }

  @Override
  public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
    return Map.of(
        "icu_folding", filter((settings, input) -> new ICUFoldingFilter(input)),
        "lowercase", filter((settings, input) -> new LowerCaseFilter(input)),
        "asciifolding", filter((settings, input) -> new ASCIIFoldingFilter(input)),
        "edge_ngram", filter((settings, input) ->
            new EdgeNGramTokenFilter(input, settings.getAsInt("min_gram", 1), settings.getAsInt("max_gram", 2), false)));
  }

  private interface Filter {
    TokenStream over(Settings settings, TokenStream input);
  }

  private static AnalysisProvider<TokenFilterFactory> filter(Filter filter) {
    return (index, environment, name, settings) -> new Lucene(name, settings, filter);
  }

  private static final class Lucene extends AbstractTokenFilterFactory implements NormalizingTokenFilterFactory {
    private final Settings settings;
    private final Filter filter;

    Lucene(String name, Settings settings, Filter filter) {
      super(name, settings);
      this.settings = settings;
      this.filter = filter;
    }

    @Override
    public TokenStream create(TokenStream input) {
      return filter.over(settings, input);
    }
  }
}
