"""What browsers ask and no loop needs: pages and posters of Arrs, figures of categories, releases, lines of logs."""
